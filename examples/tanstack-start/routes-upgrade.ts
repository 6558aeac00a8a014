// src/routes/upgrade.ts: a server route that tracks for its request's user.
import { mida } from './mida.ts'

export const handlers = {
  POST: async ({ request }: { readonly request: Request }): Promise<Response> => {
    const { track } = mida.forRequest(request)
    const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
    return new Response(status)
  },
}
