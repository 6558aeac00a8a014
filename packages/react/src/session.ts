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

/** Asks after the question that is under way: it may be answered with what was before the caller's news. */
export async function askAnew(core: Core): Promise<RefreshResult> {
  await core.asking
  return ask(core)
}

async function askInTime(core: Core): Promise<RefreshResult> {
  if (core.userFrom === 'app') return { status: 'skipped', because: 'disabled' }
  const answer = read(core).catch(() => undefined)
  return (await Promise.race([answer, core.sleep(core.sessionTimeoutMs)])) ?? { status: 'unavailable' }
}

async function read(core: Core): Promise<RefreshResult | undefined> {
  core.changeCount += 1
  const { changeCount } = core
  const response = await core.fetch(core.endpoint, { cache: 'no-store' })
  const { user }: Partial<SessionAnswer> = response.ok ? await response.json() : {}
  if (user !== null && !user?.id) return undefined

  const isNews = (user && String(user.id)) !== core.current.as
  if (isNews && changeCount === core.changeCount) void become(core, user)
  return { status: 'answered', user }
}
