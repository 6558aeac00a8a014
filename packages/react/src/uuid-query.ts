// Mida's uuid as a query: known when the client knows it, and kept as the client has it.
import {
  type DataTag,
  type DefaultError,
  type QueryClient,
  queryOptions,
  type UnusedSkipTokenOptions,
} from '@tanstack/react-query'
import { openPageClient } from './client.ts'
import type { MidaClient, UuidState } from './types.ts'

/** Longest wait of one fetch, in milliseconds: where nothing has started the client it would last for ever. */
const LONGEST_WAIT_MS = 15_000

const QUERY_KEY = ['mida-kit', 'uuid'] as const

type QueryKey = typeof QUERY_KEY

/** What `midaUuidOptions` goes by. */
export type MidaUuidOptions = {
  /** Whose uuid. @default the page's client */
  readonly client?: MidaClient
}

/** What `useQuery`, `useSuspenseQuery` and `queryClient.fetchQuery` take; the data is a `UuidState`. */
export type MidaUuidQuery = UnusedSkipTokenOptions<UuidState, DefaultError, UuidState, QueryKey> & {
  queryKey: DataTag<QueryKey, UuidState, DefaultError>
}

/**
 * Mida's uuid as a query, under the key `['mida-kit', 'uuid']`. Makes no request.
 *
 * Fetched when the state is `ready` or `unavailable`; it never fails. A change (after `identify`, say) is written to the
 * cache while the query is in it. On a server the data is `pending`, and the browser looks anew; so it does where nothing
 * has started the client, after 15 s.
 */
export function midaUuidOptions(options: MidaUuidOptions = {}): MidaUuidQuery {
  return queryOptions({
    queryKey: QUERY_KEY,
    queryFn: ({ client: queryClient }): UuidState | Promise<UuidState> => {
      if (typeof document === 'undefined') return { status: 'pending' }
      const client = options.client ?? openPageClient()
      follow(client, queryClient)
      return waitForUuid(client)
    },
    staleTime: ({ state }) => (state.data?.status === 'ready' ? Number.POSITIVE_INFINITY : 0),
    retry: false,
    networkMode: 'always',
  })
}

function waitForUuid(client: MidaClient): Promise<UuidState> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      unsubscribe()
      resolve(client.getUuid())
    }
    const endIfKnown = (): void => {
      if (client.getUuid().status !== 'pending') end()
    }
    const timer = setTimeout(end, LONGEST_WAIT_MS)
    const unsubscribe = client.subscribe(endIfKnown)
    endIfKnown()
  })
}

const followed = new WeakMap<QueryClient, MidaClient>()

/** Writes each change of the uuid to the cache, until the query is gone from it or follows another client. */
function follow(client: MidaClient, queryClient: QueryClient): void {
  if (followed.get(queryClient) === client) return
  followed.set(queryClient, client)
  const unsubscribe = client.subscribe(() => {
    const isFollowed = followed.get(queryClient) === client
    if (isFollowed && queryClient.getQueryState(QUERY_KEY)) {
      queryClient.setQueryData<UuidState>(QUERY_KEY, client.getUuid())
      return
    }
    if (isFollowed) followed.delete(queryClient)
    unsubscribe()
  })
}
