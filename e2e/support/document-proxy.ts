// The shop behind a proxy that gives its documents another header or another text.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What becomes of one document. */
export type Change = (html: string) => { readonly html?: string; readonly headers?: Record<string, string> }

export type DocumentProxy = { readonly url: string; readonly close: () => Promise<void> }

/** Passes everything on to the shop, and changes the documents that come back. */
export async function startProxy(shopUrl: string, change: Change): Promise<DocumentProxy> {
  const server = createServer((incoming, outgoing) => {
    // Unpacked, so that a document can be read and changed.
    const headers = { ...incoming.headers, 'accept-encoding': 'identity' }
    const upstream = request(new URL(incoming.url ?? '/', shopUrl), { method: incoming.method, headers })
    upstream.on('response', (answer) => void pass(answer, outgoing, change))
    upstream.on('error', () => outgoing.destroy())
    incoming.pipe(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

async function pass(answer: IncomingMessage, outgoing: ServerResponse, change: Change): Promise<void> {
  const status = answer.statusCode ?? 502
  if (!answer.headers['content-type']?.startsWith('text/html')) {
    outgoing.writeHead(status, answer.headers)
    answer.pipe(outgoing)
    return
  }
  const original = await text(answer)
  const { html = original, headers } = change(original)
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...kept } = answer.headers
  outgoing.writeHead(status, { ...kept, ...headers })
  outgoing.end(html)
}

/** The texts of a document's inline scripts. */
export function findInlineScripts(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)
  return Array.from(scripts, ([, inline = '']) => inline)
}

/** A text as a policy allows it. */
export function toHashSource(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`
}
