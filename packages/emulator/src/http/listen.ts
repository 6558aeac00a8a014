// Opening the server at an address and closing it again.
import type { Server } from 'node:http'
import type { Core } from '../core.ts'
import { createNodeServer } from './node-server.ts'

/** Where to listen. */
export type ListenOptions = {
  /** 0 for any free one. @default 0 */
  port?: number
  /** @default '127.0.0.1' */
  host?: string
}

/** A server that is open. */
export type Listening = Readonly<{
  /** For example `http://127.0.0.1:4800`, without a slash at its end. */
  url: string
  port: number
  /** Ends every connection at once, also idle and hanging ones. May be called twice. */
  close: () => Promise<void>
}>

/** Rejects with one clear sentence when the address cannot be had; the error keeps its `code`. */
export function listen(core: Core, { port = 0, host = '127.0.0.1' }: ListenOptions): Promise<Listening> {
  const server = createNodeServer(core)
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)))
    server.listen(port, host, () => resolve(toListening(server, host, port)))
  })
}

function toListening(server: Server, host: string, askedPort: number): Listening {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : askedPort
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, port, close }
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = error.code === 'EADDRINUSE' ? 'the port is in use' : error.message
  return Object.assign(new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause: error }), {
    code: error.code,
  })
}
