// One request and what becomes of it, without any transport: what the routes speak and the adapters enact.

/** A request as it arrived. */
export type ApiRequest = Readonly<{
  method: string
  /** Path and query string, as sent. */
  path: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** The raw body, decoded as UTF-8. */
  body: string
}>

/** A body that goes on until the reader leaves. `open` returns what ends it. */
export type LiveBody = Readonly<{ open: (write: (chunk: string) => void) => () => void }>

export type Answer = Readonly<{
  status: number
  headers: Readonly<Record<string, string>>
  body: string | LiveBody
}>

/** What becomes of a request. All but the first are what a network or a broken server does. */
export type Outcome =
  | { kind: 'answer'; answer: Answer }
  | { kind: 'later'; afterMs: number; make: () => Outcome }
  | { kind: 'truncated'; answer: Answer }
  | { kind: 'reset' }
  | { kind: 'hang' }

export function answerWith(answer: Answer): Outcome {
  return { kind: 'answer', answer }
}

/** The answer that a request gets in the end, or null where it gets none. Does now what was put off. */
export function toAnswer(outcome: Outcome): Answer | null {
  switch (outcome.kind) {
    case 'answer':
    case 'truncated':
      return outcome.answer
    case 'later':
      return toAnswer(outcome.make())
    case 'reset':
    case 'hang':
      return null
    default:
      return outcome satisfies never
  }
}

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

/** An error as Mida writes it: a status and an `error` text. */
export function errorAnswer(status: number, error: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(status, { error }, headers)
}

/** The path without its query string. */
export function pathOf(request: ApiRequest): string {
  const end = request.path.indexOf('?')
  return end === -1 ? request.path : request.path.slice(0, end)
}

export function queryOf(request: ApiRequest): URLSearchParams {
  const start = request.path.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : request.path.slice(start + 1))
}

/** Whether HTTP forbids a body with this status. */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}
