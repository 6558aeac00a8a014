// Mida's endpoint and one action of the app, on Express.
import { createMida } from '@mida-kit/server/node'
import express, { type Express, type Request } from 'express'
import { events, readUserId } from '../shared/events.ts'

export const mida = createMida({
  events,
  // With express-session this is `request.session.userId`.
  user: (request: Request) => {
    const id = readUserId(request.headers.cookie)
    return id === null ? null : { id }
  },
  rateLimit: { address: { hops: 0 } },
})

export function createApp(): Express {
  const app = express()
  app.all('/api/m', (request, response) => mida.handler(request, response)) // before express.json()
  app.use(express.json())
  app.post('/upgrade', async (request, response) => {
    const { track } = mida.forRequest(request)
    const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
    response.send(status)
  })
  return app
}
