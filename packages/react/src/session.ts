// Asking the app's endpoint who is logged in. An answer that was overtaken by a change is not used.
import type { SessionAnswer } from '@mida-kit/contract'
import type { Identities } from './identity.ts'
import type { SettledOptions } from './options.ts'
import type { RefreshResult } from './types.ts'

export type Session = {
  /** Asks, or joins the question that is under way. Never rejects. */
  readonly ask: () => Promise<RefreshResult>
  /** Asks anew: a question under way may have been answered before what the caller knows. Never rejects. */
  readonly refresh: () => Promise<RefreshResult>
}

export function createSession(options: SettledOptions, identities: Identities): Session {
  let asking: Promise<RefreshResult> | undefined

  const read = async (): Promise<RefreshResult | undefined> => {
    identities.changeCount += 1
    const { changeCount } = identities
    const response = await options.fetch(options.endpoint, { credentials: 'same-origin', cache: 'no-store' })
    const answer: Partial<SessionAnswer> | null = response.ok ? await response.json() : null
    const user = answer?.user
    if (user !== null && !user?.id) return undefined

    const isNews = (user && String(user.id)) !== identities.current.as
    if (isNews && changeCount === identities.changeCount) void identities.become(user)
    return { status: 'answered', user }
  }

  const readInTime = async (): Promise<RefreshResult> => {
    if (options.userFrom === 'app') return { status: 'skipped', because: 'disabled' }
    const timeout = options.sleep(options.sessionTimeoutMs)
    const result = await Promise.race([read().catch(() => undefined), timeout])
    return result ?? { status: 'unavailable' }
  }

  const ask: Session['ask'] = () => {
    asking ??= readInTime().finally(() => {
      asking = undefined
    })
    return asking
  }

  return { ask, refresh: () => Promise.resolve(asking).then(ask) }
}
