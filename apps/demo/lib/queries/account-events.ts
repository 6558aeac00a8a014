// What the server knows about the user's events, asked again while something is still on its way.
import { queryOptions } from '@tanstack/react-query'
import type { AccountEvents } from '@/lib/account-events'
import { fetchJson } from './fetch-json'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 10_000
const LOOKS_FOR_A_UUID = 10

export const ACCOUNT_EVENTS_KEY = 'account-events'

/** By user: what was kept for one is never shown to the next. */
export function accountEventsQuery(userId: string) {
  return queryOptions({
    queryKey: [ACCOUNT_EVENTS_KEY, userId],
    queryFn: () => fetchJson<AccountEvents>('/api/account'),
    refetchInterval: ({ state }) => {
      const lookCount = state.dataUpdateCount
      return isSettled(state.data, lookCount)
        ? false
        : Math.min(FIRST_WAIT_MS * (lookCount + 1), LONGEST_WAIT_MS)
    },
  })
}

function isSettled(events: AccountEvents | undefined, lookCount: number): boolean {
  if (!events) return false
  const isWaiting = events.deliveries.some(({ status }) => status === 'accepted' || status === 'queued')
  const mayBringUuid = events.midaUuids.length === 0 && lookCount < LOOKS_FOR_A_UUID
  return !isWaiting && !mayBringUuid
}
