// Mida's endpoint and one action of the app, on Fastify.
import { createMida } from '@mida-kit/server/node'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { events, readUserId } from '../shared/events.ts'

export const mida = createMida({
  events,
  // With @fastify/secure-session this is `request.session.get('userId')`.
  user: (request: FastifyRequest) => {
    const id = readUserId(request.headers.cookie)
    return id === null ? null : { id }
  },
  rateLimit: { address: { hops: 0 } },
})

export function createApp(): FastifyInstance {
  const app = fastify()
  app.register((scope, _options, done) => {
    // The endpoint reads the body itself, and counts it while it does.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, skip) => skip(null))
    scope.all('/api/m', (request, reply) => mida.handler(request, reply))
    done()
  })
  app.post('/upgrade', async (request) => {
    const { track } = mida.forRequest(request)
    const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
    return status
  })
  app.addHook('onClose', async () => {
    await mida.close()
  })
  return app
}
