// A request of node:http as a web-standard Request: headers as they came, the body as a stream or as it was parsed.
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** A request of node:http, or a framework's that holds one (Fastify's `raw`). */
export type NodeSource = IncomingMessage | { readonly raw: IncomingMessage }

/** The request of node:http itself. */
export function toIncoming(source: NodeSource): IncomingMessage {
  return 'raw' in source ? source.raw : source
}

/** Headers, method and address without the body. */
export function toHead(source: NodeSource): Request {
  const incoming = toIncoming(source)
  return new Request(toUrl(incoming), { headers: toHeaders(incoming.rawHeaders) })
}

/** The whole request. @throws TypeError for a method that no web-standard Request has: CONNECT, TRACE. */
export function toRequest(source: NodeSource): Request {
  const incoming = toIncoming(source)
  const { method = 'GET' } = incoming
  const head = { method, headers: toHeaders(incoming.rawHeaders) }
  if (method === 'GET' || method === 'HEAD') return new Request(toUrl(incoming), head)
  const body = toBody(incoming, 'body' in source ? source.body : undefined)
  return new Request(toUrl(incoming), { ...head, body, ...STREAMED })
}

// undici wants it with a stream, and the DOM's types do not know it.
const STREAMED: object = { duplex: 'half' }

/** What a framework has parsed already is written again; else the stream is handed on unread. */
function toBody(incoming: IncomingMessage, parsed: unknown): BodyInit | null {
  if (parsed === undefined || parsed === null || parsed instanceof Readable) return toStream(incoming)
  if (typeof parsed === 'string') return parsed
  if (parsed instanceof Uint8Array) return new Uint8Array(parsed)
  return JSON.stringify(parsed)
}

/** Reads no further than is asked for; what nobody wants is read and dropped, so that the answer can be sent. */
function toStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isOver = false
  const end = (finish: () => void): void => {
    if (isOver) return
    isOver = true
    finish()
  }
  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    incoming.on('data', (chunk: Uint8Array) => {
      if (isOver) return
      controller.enqueue(new Uint8Array(chunk))
      incoming.pause()
    })
    incoming.once('end', () => end(() => controller.close()))
    incoming.once('error', (error) => end(() => controller.error(error)))
    incoming.once('close', () => end(() => controller.error(new Error('The connection was closed.'))))
    incoming.pause()
    if (incoming.readableEnded) end(() => controller.close())
  }
  const pull = (): void => void incoming.resume()
  return new ReadableStream({ start, pull, cancel: () => end(() => incoming.resume()) }, { highWaterMark: 0 })
}

/** The address by the Host header; a path that is none, or a host that cannot be, never becomes another address. */
function toUrl({ socket, url = '/', headers }: IncomingMessage): string {
  const scheme = 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http'
  const base = `${scheme}://${headers.host ?? 'localhost'}`
  const origin = URL.canParse(base) ? new URL(base).origin : `${scheme}://localhost`
  return url.startsWith('/') ? `${origin}${url}` : origin
}

function toHeaders(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? ''
    if (!name.startsWith(':')) headers.append(name, raw[index + 1] ?? '') // HTTP/2 has its own.
  }
  return headers
}
