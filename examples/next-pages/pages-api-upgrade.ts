// pages/api/upgrade.ts: an API route that tracks for its request's user.
import type { NextApiRequest, NextApiResponse } from 'next'
import { mida } from './mida.ts'

export default async function upgrade(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  const { track } = mida.forRequest(request)
  const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
  response.send(status)
}
