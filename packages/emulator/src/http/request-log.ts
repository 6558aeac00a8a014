// The raw log of what reached the API, so that a test can say byte by byte what was sent.
import { STORE_LIMIT_BYTES } from '../options.ts'
import { createBoundedList } from '../state/bounded-list.ts'
import type { ApiRequest } from './exchange.ts'

/** One request to the API (`/v2/…`) and the status it got. */
export type LoggedRequest = ApiRequest &
  Readonly<{
    /** Null when no answer was sent: the connection was reset, or the request hangs. */
    status: number | null
  }>

export type RequestLog = {
  add: (request: ApiRequest, status: number | null) => void
  list: () => readonly LoggedRequest[]
  clear: () => void
}

export function createRequestLog(capacity: number): RequestLog {
  const requests = createBoundedList<LoggedRequest>({
    capacity,
    capacityBytes: STORE_LIMIT_BYTES,
    toBytes: ({ path, body }) => Buffer.byteLength(path) + Buffer.byteLength(body),
  })
  return {
    add: ({ method, path, headers, body }, status) => requests.add({ method, path, headers, body, status }),
    list: requests.list,
    clear: requests.clear,
  }
}
