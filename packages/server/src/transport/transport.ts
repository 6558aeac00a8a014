// What the client needs of a way to Mida: one request out, one outcome back, never a rejection.

/** One request to Mida, built from scratch: nothing of the app's or the visitor's request is in it. */
export type UpstreamRequest = {
  readonly method: 'GET' | 'POST'
  readonly origin: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Null where there is none. */
  readonly body: string | null
  /** Bytes of the answer that are read; a longer one is unreadable. */
  readonly maxAnswerBytes: number
}

/** What came of a request. `not_sent`: it surely never reached Mida. `lost`: it may have. */
export type UpstreamOutcome =
  | {
      readonly kind: 'answer'
      readonly httpStatus: number
      readonly retryAfter: string | null
      /** Null where it broke off, dripped on past the time-out, or is too long. */
      readonly body: string | null
    }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'timed_out'; readonly afterMs: number }

export type Transport = {
  /** Sends one request. Never rejects; gives up after its time-outs. */
  send: (request: UpstreamRequest) => Promise<UpstreamOutcome>
  /** Closes idle connections. */
  close: () => Promise<void>
}

/** How a transport is bounded. */
export type TransportOptions = {
  /** Connections at the same time. */
  readonly connections: number
  /** Longest a connection may take to stand, in milliseconds. */
  readonly connectTimeoutMs: number
  /** Longest an answer may take after the request was sent, its last byte included, in milliseconds. */
  readonly answerTimeoutMs: number
}

/** Bytes of the answer to an event. */
export const MAX_ANSWER_BYTES: number = 64 * 1_024

const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EACCES|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO)$/

/** Tells a request that surely never left from one that may have arrived, by the error's code or its cause's. */
export function toErrorOutcome(error: unknown): UpstreamOutcome {
  const code = findErrorCode(error)
  if (NEVER_SENT.test(code)) return { kind: 'not_sent', reason: code }
  return { kind: 'lost', reason: code || 'the connection ended' }
}

/** The `code` of an error, of its cause, or of the first error inside it; empty where there is none. */
export function findErrorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if ('errors' in error && Array.isArray(error.errors)) return findErrorCode(error.errors[0])
  return 'cause' in error ? findErrorCode(error.cause) : ''
}
