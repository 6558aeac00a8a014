// Asking the app's endpoint who is logged in. An answer that was overtaken by a change is not used.
import type { SessionAnswer } from '@mida-kit/contract'
import type { Core } from './core.ts'
import { become } from './identity.ts'
import type { RefreshResult } from './types.ts'

/** Asks, or joins the question that is under way. Never rejects. */
export function ask(core: Core): Promise<RefreshResult> {
  core.asking ??= Promise.race([read(core), core.sleep(core.sessionTimeoutMs)])
    .catch(() => undefined)
    .then((result) => {
      core.asking = undefined
      return result ?? { status: 'unavailable' }
    })
  return core.asking
}

/** Asks after the question that is under way: it may be answered with what was before the caller's news. */
export async function askAnew(core: Core): Promise<RefreshResult> {
  await core.asking
  return ask(core)
}

async function read(core: Core): Promise<RefreshResult | undefined> {
  if (core.userFrom === 'app') return { status: 'skipped', because: 'disabled' }
  core.changeCount += 1
  const { changeCount } = core
  const response = await core.fetch(core.endpoint, { cache: 'no-store' })
  const { user }: Partial<SessionAnswer> = response.ok ? await response.json() : {}
  if (user !== null && !user?.id) return undefined

  const isNews = (user && String(user.id)) !== core.current.as
  if (isNews && changeCount === core.changeCount) void become(core, user)
  return { status: 'answered', user }
}
