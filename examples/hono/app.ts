// Mida's endpoint and one action of the app, on Hono: the same file runs on Node, Bun, Deno and Workers.
import { createMida } from '@mida-kit/server'
import { Hono } from 'hono'
import { events, readUserId } from '../shared/events.ts'

export const mida = createMida({
  events,
  user: (request) => {
    const id = readUserId(request.headers.get('cookie'))
    return id === null ? null : { id }
  },
})

export const app: Hono = new Hono()

app.all('/api/m', (context) => mida.handle(context.req.raw))
app.post('/upgrade', async (context) => {
  const { track } = mida.forRequest(context.req.raw)
  const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
  return context.text(status)
})
