'use client'
// The hooks: they find the page's client and subscribe to it. Outside a provider they are inert, and say so once.
import { useContext, useSyncExternalStore } from 'react'
import { MidaContext } from './context.ts'
import { PENDING } from './core.ts'
import { INERT_CLIENT } from './inert-client.ts'
import type { MidaClient, UuidState } from './types.ts'

let isWarned = false

/**
 * `track`, `identify` and `refreshUser` of the page's client, with a stable identity.
 *
 * Outside `MidaProvider` every promise settles as skipped, and one warning (MIDA-201) is given.
 */
export function useMida(): Pick<MidaClient, 'track' | 'identify' | 'refreshUser'> {
  return useClient()
}

/** `identify` of the page's client, for an imperative login: call it with the user, and await what came of it. */
export function useIdentify(): MidaClient['identify'] {
  return useClient().identify
}

/**
 * Mida's uuid of this browser as it becomes known; `pending` on the server and while hydrating.
 *
 * Settles within `uuidDeadlineMs` of the provider's start, and may change when a user is identified.
 */
export function useMidaUuid(): UuidState {
  const { subscribe, getUuid } = useClient()
  return useSyncExternalStore(subscribe, getUuid, () => PENDING)
}

/** The client of the provider above; the inert one, and a warning, where there is none. */
export function useClient(): MidaClient {
  const client = useContext(MidaContext)
  if (client) return client
  if (!isWarned) {
    isWarned = true
    // biome-ignore lint/suspicious/noConsole: a programmer's mistake that must not break the page.
    console.warn('[MIDA-201] No <MidaProvider>. See docs/errors/MIDA-201.md')
  }
  return INERT_CLIENT
}
