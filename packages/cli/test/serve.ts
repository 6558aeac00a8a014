// A server of the test, closed after it: an app in which something stands before the endpoint, say.
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { afterEach } from 'vitest'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** Listens on a free port of this machine; its origin. */
export function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
    })
  })
}

export type Reply = {
  readonly status?: number
  readonly type?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export function reply(response: ServerResponse, answer: Reply): void {
  const { status = 200, type = 'application/json', body = '', headers = {} } = answer
  response.writeHead(status, { 'content-type': type, ...headers }).end(body)
}
