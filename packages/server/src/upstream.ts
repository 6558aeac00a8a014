// The requests to Mida, built from scratch: one fixed host, three headers, the documented body or query.
import { createEventPath, listEventsPath } from '@mida-kit/contract/mida'
import type { Identifier, Job } from './job.ts'
import { MAX_ANSWER_BYTES, type UpstreamRequest } from './transport/transport.ts'

/** Where events go: the API's address and the two keys. */
export type Destination = { readonly apiUrl: string; readonly projectKey: string; readonly apiKey: string }

/** What every request to one destination has in common, worked out once. */
export type Upstream = {
  readonly origin: string
  readonly eventPath: string
  readonly listPath: string
  readonly authorization: string
  readonly headers: Readonly<Record<string, string>>
}

/** One page of Mida's list of events. */
export type ListQuery = {
  readonly eventName: string
  /** `YYYY-MM-DD`. */
  readonly startDate: string
  readonly offset: number
  readonly limit: number
}

/** Bytes of one page of the list: 500 events of 8 KiB. */
const MAX_LIST_BYTES = 4 * 1_024 * 1_024

export function toUpstream({ apiUrl, projectKey, apiKey }: Destination): Upstream {
  const url = new URL(apiUrl)
  const base = url.pathname.replace(/\/+$/, '')
  const authorization = `Bearer ${apiKey}`
  return {
    origin: url.origin,
    eventPath: `${base}${createEventPath(projectKey)}`,
    listPath: `${base}${listEventsPath(projectKey)}`,
    authorization,
    headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
  }
}

export function toEventRequest(upstream: Upstream, job: Job, identifier: Identifier): UpstreamRequest {
  return {
    method: 'POST',
    origin: upstream.origin,
    path: upstream.eventPath,
    headers: upstream.headers,
    body: writeBody(job, identifier),
    maxAnswerBytes: MAX_ANSWER_BYTES,
  }
}

/** A `CreateEventBody`, put together from texts: the properties were written when the event was taken. */
function writeBody({ eventName, propertiesJson }: Job, { by, value }: Identifier): string {
  const named = `{"event_name":${JSON.stringify(eventName)},"${by}":${JSON.stringify(value)}`
  return propertiesJson === undefined ? `${named}}` : `${named},"properties":${propertiesJson}}`
}

export function toListRequest(
  { origin, listPath, authorization }: Upstream,
  { eventName, startDate, offset, limit }: ListQuery,
): UpstreamRequest {
  const query = new URLSearchParams({
    event_text: eventName,
    start_date: startDate,
    limit: String(limit),
    offset: String(offset),
  })
  return {
    method: 'GET',
    origin,
    path: `${listPath}?${query}`,
    headers: { authorization, accept: 'application/json' },
    body: null,
    maxAnswerBytes: MAX_LIST_BYTES,
  }
}
