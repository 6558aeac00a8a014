// Mida's endpoint and one action of the app, as a Cloudflare Worker. The keys are secrets of the Worker.
import { createMida, type Mida } from '@mida-kit/server'
import { events, readUserId } from '../shared/events.ts'

type Env = { MIDA_PROJECT_KEY: string; MIDA_API_KEY: string; MIDA_API_URL?: string }
type Context = { waitUntil: (promise: Promise<unknown>) => void }

let mida: Mida<typeof events> | undefined

/** A Worker has its environment in each request; the client is made with the first one. */
function obtainMida(env: Env): Mida<typeof events> {
  mida ??= createMida({
    events,
    projectKey: env.MIDA_PROJECT_KEY,
    apiKey: env.MIDA_API_KEY,
    ...(env.MIDA_API_URL ? { apiUrl: env.MIDA_API_URL } : {}),
    user: (request) => {
      const id = readUserId(request.headers.get('cookie'))
      return id === null ? null : { id }
    },
    rateLimit: { address: 'cloudflare' },
  })
  return mida
}

export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const { handle, forRequest, flush } = obtainMida(env)
    const { pathname } = new URL(request.url)
    const waitUntil = (promise: Promise<unknown>): void => context.waitUntil(promise)
    if (pathname === '/api/m') return handle(request, { waitUntil })
    if (pathname !== '/upgrade') return new Response(null, { status: 404 })
    const { track } = forRequest(request)
    const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
    context.waitUntil(flush())
    return new Response(status)
  },
}
