// A server that keeps every byte it is sent: what left the machine, before anybody has parsed it.
import { createServer, type Socket } from 'node:net'

export type RawServer = {
  readonly url: string
  readonly port: number
  /** The requests as they came, whole, in order. */
  readonly requests: string[]
  readonly close: () => void
}

/** Answers each request with `answer`, as soon as its body is whole. */
export function listenRaw(
  answer: (socket: Socket, count: number) => void = answerSuccess,
): Promise<RawServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.on('error', () => {}) // The client may hang up: that is its right.
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8')
      const end = findEnd(text)
      if (end === null) return
      requests.push(text.slice(0, end))
      text = text.slice(end)
      answer(socket, requests.length)
    })
  })
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve({ url: `http://127.0.0.1:${port}`, port, requests, close })
    })
  })
}

const SUCCESS = '{"success":true,"message":"Event recorded successfully"}'

export function answerSuccess(socket: Socket): void {
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${SUCCESS.length}\r\n\r\n${SUCCESS}`,
  )
}

function findEnd(text: string): number | null {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return null
  const length = Number(/^content-length: (\d+)$/im.exec(text.slice(0, head))?.[1] ?? 0)
  const end = head + 4 + length
  return text.length >= end ? end : null
}
