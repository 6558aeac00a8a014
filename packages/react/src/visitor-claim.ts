// Telling the endpoint which uuid this browser has, so that it can set its cookie: once for each pair of uuid and user.
import type { User } from '@mida-kit/contract'
import type { Identity } from './identity.ts'
import type { SettledOptions } from './options.ts'
import type { Outbox } from './outbox.ts'

const TOLD_KEY = 'mida-kit:told'

export type VisitorClaim = {
  /** Tells the app and, unless this tab has done so on an earlier page, the endpoint. */
  readonly publish: (midaUuid: string, as: Identity['as'], user: User | null | undefined) => void
  /** Has the endpoint clear its cookie, and starts over. */
  readonly forget: () => void
}

export function createVisitorClaim(options: SettledOptions, outbox: Outbox): VisitorClaim {
  let told: string[] = []

  return {
    publish: (midaUuid, as, user) => {
      const pair = `${midaUuid} ${as}`
      if (told.includes(pair)) return
      told.push(pair)
      queueMicrotask(() => options.onVisitor?.({ midaUuid, user }))
      if (remember() === pair) return
      outbox.notify({ visitor: { mida_uuid: midaUuid, as }, onSent: () => remember(pair) })
    },
    forget: () => {
      told = []
      remember('')
      outbox.notify({ forget: true })
    },
  }
}

/** What this tab told last; with a pair, from now on that. Storage may be turned off: then nothing is remembered. */
function remember(pair?: string): string | undefined {
  try {
    if (pair !== undefined) sessionStorage[TOLD_KEY] = pair
    return sessionStorage[TOLD_KEY]
  } catch {
    return undefined
  }
}
