// The endpoint behind a real Node server, and raw sockets to it: for what no `Request` can express.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Mida } from '../src/index.ts'
import type { Events } from './support.ts'

export type NodeServer = {
  readonly port: number
  /** Opens a socket to it; what it answers until the socket ends is `answers`. */
  readonly open: () => RawSocket
  readonly close: () => void
  /** Every error that a request's handling threw. */
  readonly crashes: readonly unknown[]
}

export type RawSocket = {
  readonly write: (bytes: string | Uint8Array) => void
  readonly destroy: () => void
  /** Resolves with what was answered, once `count` answers are there or the socket was ended by the server. */
  readonly answers: (count?: number) => Promise<string>
}

export async function listen(mida: Mida<Events>): Promise<NodeServer> {
  const crashes: unknown[] = []
  const server = createServer(async (incoming, outgoing) => {
    try {
      const answer = await mida.handle(toRequest(incoming))
      outgoing.writeHead(answer.status, [...answer.headers].flat())
      outgoing.end(await answer.text())
    } catch (error) {
      crashes.push(error)
      outgoing.writeHead(500).end()
    }
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = readPort(server)
  return {
    port,
    crashes,
    open: () => openSocket(port),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers()
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
  }
  const url = new URL('/api/m', 'http://127.0.0.1')
  url.search = incoming.url?.split('?')[1] ?? ''
  const { method = 'GET' } = incoming
  if (method !== 'POST') return new Request(url, { method, headers })
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>
  return new Request(url, { method, headers, body, duplex: 'half' } as RequestInit)
}

function readPort(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function openSocket(port: number): RawSocket {
  const socket: Socket = connect(port, '127.0.0.1')
  let said = ''
  let isEnded = false
  let tell = (): void => {}
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    said += chunk
    tell()
  })
  const end = (): void => {
    isEnded = true
    tell()
  }
  socket.on('error', end)
  socket.on('close', end)
  return {
    write: (bytes) => {
      socket.write(bytes)
    },
    destroy: () => {
      socket.destroy()
    },
    answers: (count = 1) =>
      new Promise((resolve) => {
        tell = () => {
          if (isEnded || countAnswers(said) >= count) resolve(said)
        }
        tell()
      }),
  }
}

/** Whole answers: a head, and as long a body as the head says. */
function countAnswers(text: string): number {
  let count = 0
  for (let rest = text; rest !== ''; count += 1) {
    const headEnd = rest.indexOf('\r\n\r\n')
    if (headEnd < 0) return count
    const head = rest.slice(0, headEnd)
    const body = rest.slice(headEnd + 4)
    const length = /^transfer-encoding: chunked/im.test(head)
      ? body.indexOf('0\r\n\r\n') + 5
      : Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
    if (length < 5 && length !== 0) return count
    if (body.length < length) return count
    rest = body.slice(length)
  }
  return count
}
