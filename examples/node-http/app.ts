// Mida's endpoint and one action of the app, on node:http alone.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createMida } from '@mida-kit/server/node'
import { events, readUserId } from '../shared/events.ts'

export const mida = createMida({
  events,
  user: (request: IncomingMessage) => {
    const id = readUserId(request.headers.cookie)
    return id === null ? null : { id }
  },
  rateLimit: { address: { hops: 0 } }, // nothing stands before this server; behind one proxy it is 1
})

export function createApp(): Server {
  return createServer(async (request, response) => {
    if (request.url?.startsWith('/api/m')) return mida.handler(request, response)
    if (request.method === 'POST' && request.url === '/upgrade') {
      const { track } = mida.forRequest(request)
      const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
      response.end(status)
      return
    }
    response.writeHead(404).end()
  })
}
