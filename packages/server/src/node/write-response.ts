// A web-standard Response, written to a response of node:http.
import type { ServerResponse } from 'node:http'

/** A response of node:http, or a framework's that holds one (Fastify's `raw`) and is told to leave it alone. */
export type NodeTarget = ServerResponse | { readonly raw: ServerResponse; readonly hijack: () => unknown }

/** Resolves when the answer is handed over; at once where the client has gone. */
export async function writeResponse(target: NodeTarget, answer: Response): Promise<void> {
  const outgoing = toOutgoing(target)
  const body = new Uint8Array(await answer.arrayBuffer())
  if (outgoing.headersSent || outgoing.destroyed) return
  outgoing.statusCode = answer.status
  // The rest of the request may never come: nothing else can follow it on this connection.
  if (answer.status === 408) outgoing.shouldKeepAlive = false
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value)
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) outgoing.appendHeader('set-cookie', cookies)
  outgoing.end(body)
}

function toOutgoing(target: NodeTarget): ServerResponse {
  if (!('hijack' in target)) return target
  target.hijack()
  return target.raw
}
