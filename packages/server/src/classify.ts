// The table of what happened at Mida: which failure it is, whether the event may have been recorded, whether to send it again.
import type { MidaFailure } from '@mida-kit/contract'
import { readRetryAfterMs } from './backoff.ts'
import type { UpstreamOutcome } from './transport/transport.ts'

/**
 * What one try came to. `resend` says when another try is right: never, always (it was surely not recorded), or by the
 * event's guarantee (it may have been), or `in_doubt`: never, although it may have been.
 */
export type Verdict =
  | { readonly recorded: true }
  | {
      readonly recorded: false
      readonly failure: MidaFailure
      readonly resend: 'never' | 'always' | 'by_guarantee' | 'in_doubt'
    }

/** Reads one outcome. Depends on nothing but its arguments. */
export function classify(outcome: UpstreamOutcome, nowMs: number): Verdict {
  switch (outcome.kind) {
    case 'answer':
      return classifyAnswer(outcome, nowMs)
    case 'not_sent':
      return verdict(
        { code: 'unreachable', message: `Mida cannot be reached (${outcome.reason}).` },
        'always',
      )
    case 'lost':
      return verdict(
        {
          code: 'connection_lost',
          message: `The connection to Mida was lost after sending (${outcome.reason}).`,
        },
        'by_guarantee',
      )
    case 'timed_out':
      return verdict(
        { code: 'timed_out', message: `Mida did not answer within ${outcome.afterMs} ms.` },
        'by_guarantee',
      )
    default:
      return outcome satisfies never
  }
}

type Answer = Extract<UpstreamOutcome, { kind: 'answer' }>

function classifyAnswer({ httpStatus, body, retryAfter }: Answer, nowMs: number): Verdict {
  if (httpStatus >= 200 && httpStatus < 300) return classifySuccess(httpStatus, body)
  if (httpStatus === 400) {
    return verdict(
      { code: 'visitor_not_found', message: 'Mida knows no visitor by this identifier.' },
      'always',
    )
  }
  if (httpStatus === 401) {
    return verdict({ code: 'unauthorized', message: 'Mida refused the API key.' }, 'never')
  }
  const retryAfterMs = readRetryAfterMs(retryAfter, nowMs)
  if (httpStatus === 429) {
    return verdict({ code: 'rate_limited', message: 'Mida asked to slow down.', retryAfterMs }, 'always')
  }
  const message = `Mida answered ${httpStatus}.`
  if (httpStatus === 500)
    return verdict({ code: 'server_error', message, httpStatus, retryAfterMs }, 'by_guarantee')
  if (isUnavailable(httpStatus)) {
    return verdict({ code: 'unavailable', message, httpStatus, retryAfterMs }, 'by_guarantee')
  }
  return verdict({ code: 'rejected', message, httpStatus }, 'never')
}

function classifySuccess(httpStatus: number, body: string | null): Verdict {
  const success = readSuccess(body)
  if (success === true) return { recorded: true }
  if (success === false) {
    return verdict({ code: 'rejected', message: 'Mida answered success: false.', httpStatus }, 'never')
  }
  return verdict(
    { code: 'malformed_response', message: 'Mida answered 2xx with a body that cannot be read.' },
    'in_doubt',
  )
}

// Mida answers every recorded event with the same text: it is read once.
let knownSuccess: string | null = null

function readSuccess(body: string | null): boolean | null {
  if (body === null) return null
  if (body === knownSuccess) return true
  const success = parseSuccess(body)
  if (success) knownSuccess = body
  return success
}

function parseSuccess(body: string): boolean | null {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null || !('success' in parsed)) return null
    return typeof parsed.success === 'boolean' ? parsed.success : null
  } catch {
    return null
  }
}

function isUnavailable(httpStatus: number): boolean {
  return [408, 502, 503, 504].includes(httpStatus) || (httpStatus >= 520 && httpStatus <= 530)
}

function verdict(failure: MidaFailure, resend: Exclude<Verdict, { recorded: true }>['resend']): Verdict {
  return { recorded: false, failure, resend }
}
