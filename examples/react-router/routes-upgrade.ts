// app/routes/upgrade.ts: an action that tracks for its request's user.
import type { ActionFunctionArgs } from 'react-router'
import { mida } from './mida.server.ts'

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { track } = mida.forRequest(request)
  const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
  return new Response(status)
}
