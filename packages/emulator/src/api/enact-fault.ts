// What a fault makes of one request.
import { type Answer, answerWith, errorAnswer, type Outcome, toAnswer } from '../http/exchange.ts'
import type { Fault, FaultEffect } from './fault.ts'

/** How the answers of a target look where they are not the usual ones. */
export type FaultLook = Readonly<{
  /** Whether a delayed request does its work at once; else only when it is answered. */
  worksAtOnce: boolean
  /** Sent with every answer. */
  headers: Readonly<Record<string, string>>
  /** For a status below 300 without a body of its own. */
  success: Answer
  /** 200 with something that cannot be read. */
  malformed: Answer
}>

/** `usual` does the request's work and gives the usual outcome. It is called at most once. */
export function enactFault(fault: Fault, usual: () => Outcome, look: FaultLook): Outcome {
  const outcome = enactEffect(fault, usual, look)
  const { delayMs = 0 } = fault
  return delayMs === 0 ? outcome : { kind: 'later', afterMs: delayMs, make: always(outcome) }
}

function always(outcome: Outcome): () => Outcome {
  return () => outcome
}

function enactEffect(fault: FaultEffect, usual: () => Outcome, look: FaultLook): Outcome {
  switch (fault.kind) {
    case undefined:
    case 'status':
      if (fault.recorded === true) toAnswer(usual())
      return answerWith(statusAnswer(fault, look))
    case 'malformed':
      if (fault.recorded !== false) toAnswer(usual())
      return answerWith(look.malformed)
    case 'truncated':
      return {
        kind: 'truncated',
        answer: fault.recorded === false ? look.success : (toAnswer(usual()) ?? look.success),
      }
    case 'reset':
      if (fault.when === 'after') toAnswer(usual())
      return { kind: 'reset' }
    case 'hang':
      if (fault.recorded === true) toAnswer(usual())
      return { kind: 'hang' }
    case 'delay':
      return { kind: 'later', afterMs: fault.ms, make: look.worksAtOnce ? always(usual()) : usual }
    case 'throw':
      return answerWith({ ...look.success, body: "throw new Error('The Mida script was told to fail.')\n" })
    default:
      return fault satisfies never
  }
}

function statusAnswer(fault: Extract<FaultEffect, { status: number }>, look: FaultLook): Answer {
  const usual =
    fault.status < 300
      ? look.success
      : errorAnswer(fault.status, `The emulator was told to answer ${fault.status}`, look.headers)
  const headers = { ...usual.headers, ...fault.headers }
  if (fault.body === undefined) return { ...usual, status: fault.status, headers }

  const body = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body)
  return { status: fault.status, headers, body }
}
