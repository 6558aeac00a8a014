// Asking the app's endpoint who is logged in. An answer that was overtaken by a change is not used.
import type { SessionAnswer } from '@mida-kit/contract'
import type { Core } from './core.ts'
import { become } from './identity.ts'
import type { RefreshResult } from './types.ts'

/** Asks, or joins the question that is under way. Never rejects. */
export function ask(core: Core): Promise<RefreshResult> {
  core.asking ??= askInTime(core).finally(() => {
    core.asking = undefined
  })
  return core.asking
}

async function askInTime(core: Core): Promise<RefreshResult> {
  const { userFrom, sleep, sessionTimeoutMs } = core.options
  if (userFrom === 'app') return { status: 'skipped', because: 'disabled' }
  const result = await Promise.race([read(core).catch(() => undefined), sleep(sessionTimeoutMs)])
  return result ?? { status: 'unavailable' }
}

async function read(core: Core): Promise<RefreshResult | undefined> {
  core.changeCount += 1
  const { changeCount, options } = core
  const response = await options.fetch(options.endpoint, { credentials: 'same-origin', cache: 'no-store' })
  const answer: Partial<SessionAnswer> | null = response.ok ? await response.json() : null
  const user = answer?.user
  if (user !== null && !user?.id) return undefined

  const isNews = (user && String(user.id)) !== core.current.as
  if (isNews && changeCount === core.changeCount) void become(core, user)
  return { status: 'answered', user }
}
