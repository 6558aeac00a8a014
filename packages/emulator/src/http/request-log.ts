// The raw log of what reached the API and what it got, so that a test can say byte by byte what was sent.
import { STORE_LIMIT_BYTES } from '../options.ts'
import { createBoundedList } from '../state/bounded-list.ts'
import type { ApiRequest } from './exchange.ts'

/** An answer as it was sent. */
export type LoggedAnswer = Readonly<{
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}>

/** One request to the API (`/v2/…`) and what became of it. */
export type LoggedRequest = ApiRequest &
  Readonly<{
    /** Counts up from 1. */
    requestId: number
    /** Milliseconds since 1970. */
    receivedAtMs: number
    /** Null when no answer was sent: the connection was reset, or the request hangs. */
    status: number | null
    /** Null as `status` is. Of a truncated answer, the whole. */
    answer: LoggedAnswer | null
    /** The number of the event that it recorded. */
    eventId: number | null
    /** The kind of the fault that it met. */
    fault: string | null
  }>

export type Logged = Pick<LoggedRequest, 'answer' | 'eventId' | 'fault'>

export type RequestLog = {
  add: (request: ApiRequest, logged: Logged) => void
  /** Oldest first. */
  list: () => readonly LoggedRequest[]
  /** Those with a higher number, oldest first, at most `limit`. */
  listAfter: (requestId: number, limit: number) => readonly LoggedRequest[]
  find: (requestId: number) => LoggedRequest | undefined
  oldestId: () => number
  clear: () => void
}

/** What a request weighs beside its texts. */
const OVERHEAD_BYTES = 500

export function createRequestLog(capacity: number, nowMs: () => number): RequestLog {
  let lastId = 0
  const requests = createBoundedList<LoggedRequest>({
    capacity,
    capacityBytes: STORE_LIMIT_BYTES,
    toBytes: ({ path, body, answer }) =>
      OVERHEAD_BYTES + path.length + Buffer.byteLength(body) + (answer?.body.length ?? 0),
  })
  const listAfter = (requestId: number, limit: number): readonly LoggedRequest[] =>
    requests.listFrom((request) => request.requestId > requestId, limit)

  return {
    add: ({ method, path, headers, body }, { answer, eventId, fault }) => {
      lastId += 1
      const status = answer?.status ?? null
      const receivedAtMs = nowMs()
      requests.add({
        method,
        path,
        headers,
        body,
        requestId: lastId,
        receivedAtMs,
        status,
        answer,
        eventId,
        fault,
      })
    },
    list: requests.list,
    listAfter,
    find: (requestId) => listAfter(requestId - 1, 1).find((request) => request.requestId === requestId),
    oldestId: () => requests.first()?.requestId ?? 0,
    clear: requests.clear,
  }
}
