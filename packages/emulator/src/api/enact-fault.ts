// What a fault makes of one Create Event call.
import { type Answer, answerWith, errorAnswer, type Outcome } from '../http/exchange.ts'
import type { FaultEffect } from './fault.ts'

/** `record` handles the call as usual and gives the usual answer; it is called at most once. */
export function enactFault(fault: FaultEffect, record: () => Answer): Outcome {
  switch (fault.kind) {
    case undefined:
    case 'status':
      return answerWith(statusAnswer(fault, fault.recorded === true ? record : null))
    case 'malformed':
      if (fault.recorded !== false) record()
      return answerWith({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"success":tru',
      })
    case 'truncated':
      return { kind: 'truncated', answer: fault.recorded === false ? SUCCESS : record() }
    case 'reset':
      if (fault.when === 'after') record()
      return { kind: 'reset' }
    case 'hang':
      if (fault.recorded === true) record()
      return { kind: 'hang' }
    case 'delay': {
      const answer = record()
      return { kind: 'later', afterMs: fault.ms, makeAnswer: () => answer }
    }
    default:
      return fault satisfies never
  }
}

export const SUCCESS: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: '{"success":true,"message":"Event recorded successfully"}',
}

function statusAnswer(
  fault: Extract<FaultEffect, { status: number }>,
  record: (() => Answer) | null,
): Answer {
  record?.()
  const usual =
    fault.status < 300
      ? SUCCESS
      : errorAnswer(fault.status, `The emulator was told to answer ${fault.status}`)
  if (fault.body === undefined)
    return { ...usual, status: fault.status, headers: { ...usual.headers, ...fault.headers } }

  const body = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body)
  return { status: fault.status, headers: { ...usual.headers, ...fault.headers }, body }
}
