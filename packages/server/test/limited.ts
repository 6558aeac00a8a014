// What the tests of the rate limits share: a client with limits, and many requests to it.
import type { RateLimitOptions } from '../src/index.ts'
import { createKit, get } from './support.ts'

type Kit = ReturnType<typeof createKit>

export function createLimited(rateLimit: RateLimitOptions | false): Kit {
  return createKit({ rateLimit })
}

/** Asks a number of times and gives the statuses. */
export async function ask(
  { mida }: Kit,
  headers: Readonly<Record<string, string>>,
  times: number,
): Promise<number[]> {
  const statuses: number[] = []
  for (let index = 0; index < times; index += 1) {
    statuses.push((await mida.handle(get('/api/m', headers))).status)
  }
  return statuses
}

export const asClient = (last: string, cookie?: string) => ({
  'x-forwarded-for': `1.2.3.4, ${last}`,
  ...(cookie ? { cookie: `__Host-mida_visitor=${cookie}` } : {}),
})
