// The emulator as a server: converts node:http messages, and enacts outcomes on sockets.
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Core } from '../core.ts'
import { type Answer, type ApiRequest, isBodiless, type Outcome } from './exchange.ts'

/** A longer body is read and thrown away up to this many bytes, so that its sender gets to see the 413. */
const DISCARD_LIMIT_BYTES = 16 * 1_024 * 1_024

const HTTP_ERRORS: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
])

/** An HTTP server that answers with the core. It does not listen yet. */
export function createNodeServer(core: Core): Server {
  const server = createServer((message, response) => {
    const head = toHead(message)
    const refused = core.refuseAtHead(head)
    if (refused) {
      enact(refused, message, response)
      return
    }

    readMessage(message, core.bodyLimitOf(head), (body) => {
      const outcome = body === null ? core.respondTooLarge(head) : core.respond({ ...head, body })
      if (body === null) response.setHeader('connection', 'close')
      enact(outcome, message, response)
    })
  })
  return server.on('clientError', refuseHttp)
}

/** What is no HTTP never reaches the core. Node alone would answer without an `error`. */
function refuseHttp({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const status = HTTP_ERRORS.get(code ?? '') ?? 400
  const body = JSON.stringify({ error: `The request cannot be read as HTTP: ${STATUS_CODES[status]}` })
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json`
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

function toHead(message: IncomingMessage): ApiRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return { method: message.method ?? 'GET', path: toPath(message.url ?? '/'), headers, body: '' }
}

/** A proxy's request line names a whole address; a server's only the path. */
function toPath(target: string): string {
  if (target.startsWith('/') || !URL.canParse(target)) return target
  const { pathname, search } = new URL(target)
  return pathname + search
}

/** Calls once, with null for a body that is too long, and never for one that its sender cuts off. */
function readMessage(
  message: IncomingMessage,
  limitBytes: number,
  onRead: (body: string | null) => void,
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  let isRead = false
  const read = (body: string | null): void => {
    if (!isRead) onRead(body)
    isRead = true
  }
  message.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= limitBytes) chunks.push(chunk)
    if (bytes > limitBytes + DISCARD_LIMIT_BYTES) read(null)
  })
  message.on('end', () => read(bytes > limitBytes ? null : Buffer.concat(chunks).toString('utf8')))
}

function enact(outcome: Outcome, message: IncomingMessage, response: ServerResponse): void {
  switch (outcome.kind) {
    case 'answer':
      orDestroy(response, () => send(outcome.answer, response))
      break
    case 'later':
      enactLater(outcome, message, response)
      break
    case 'truncated':
      orDestroy(response, () => sendHalf(outcome.answer, response))
      break
    case 'reset':
      message.socket.resetAndDestroy()
      break
    case 'hang':
      break
    default:
      outcome satisfies never
  }
}

/** An answer that cannot be made or sent ends its own connection, never the process. */
function orDestroy(response: ServerResponse, answer: () => void): void {
  try {
    answer()
  } catch {
    response.destroy()
  }
}

function send({ status, headers, body }: Answer, response: ServerResponse): void {
  if (isBodiless(status) || response.req.method === 'HEAD') {
    response.writeHead(status, headers).end()
    return
  }
  if (typeof body === 'string') {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
    return
  }
  response.writeHead(status, headers)
  const close = body.open((chunk) => response.write(chunk))
  response.on('close', close)
}

/** Nothing is made or sent for a client that has left in the meantime. */
function enactLater(
  outcome: Extract<Outcome, { kind: 'later' }>,
  message: IncomingMessage,
  response: ServerResponse,
): void {
  const timer = setTimeout(() => {
    orDestroy(response, () => enact(outcome.make(), message, response))
  }, outcome.afterMs)
  response.on('close', () => clearTimeout(timer))
}

function sendHalf({ status, headers, body }: Answer, response: ServerResponse): void {
  const bytes = Buffer.from(typeof body === 'string' ? body : '')
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}
