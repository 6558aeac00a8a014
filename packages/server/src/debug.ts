// The debug mode: says of each event where it went and why. Also the words for whom an event is, without an address in them.
import type { Delivery, Visitor } from '@mida-kit/contract'
import { readEnvironment } from './config.ts'
import type { TrackedEvent } from './options.ts'
import { type Reporter, warn } from './report.ts'

/** Prints every report before it goes on, where `debug` or MIDA_DEBUG (`1`, `true`) asks for it. */
export function withDebug(report: Reporter, debug: boolean | undefined): Reporter {
  return ({ event, delivery }) => {
    if (debug ?? isDebugged()) warn(describe(event, delivery))
    report({ event, delivery })
  }
}

/** Whom an event is for, as `id "ann", mida_uuid "85a3…"`; of an email address the first letter and the domain. */
export function describeVisitor(visitor: Visitor | null): string {
  const { id, midaUuid, email } = visitor ?? {}
  const named = [
    id === undefined ? null : `id ${JSON.stringify(id)}`,
    midaUuid === undefined ? null : `mida_uuid ${JSON.stringify(midaUuid)}`,
    email === undefined ? null : `email ${JSON.stringify(String(email).replace(/(?<=^.).*(?=@)/, '…'))}`,
  ].filter((text) => text !== null)
  return named.length === 0 ? 'nobody' : named.join(', ')
}

function isDebugged(): boolean {
  return ['1', 'true'].includes(readEnvironment().MIDA_DEBUG ?? '')
}

function describe({ name, eventId, from, visitor }: TrackedEvent, delivery: Delivery): string {
  const what = `[mida] ${JSON.stringify(name)} from the ${from} (${eventId}), for ${describeVisitor(visitor)}`
  return `${what}: ${describeDelivery(delivery)}`
}

function describeDelivery(delivery: Delivery): string {
  switch (delivery.status) {
    case 'recorded':
      return `recorded at Mida, by ${delivery.recordedBy}.`
    case 'accepted':
      return 'accepted, it is on its way to Mida.'
    case 'queued':
      return 'queued, it is in the outbox.'
    case 'duplicate':
      return 'not sent again, its kit_event_id or dedupeKey is known.'
    case 'skipped':
      return `not sent, ${SKIPPED[delivery.because]}.`
    case 'in_doubt':
      return `in doubt and not sent again (${delivery.failure.code}). ${delivery.failure.message}`
    case 'failed':
      return `not recorded (${delivery.failure.code}). ${delivery.failure.message}`
    default:
      return delivery satisfies never
  }
}

const SKIPPED = {
  log: 'the mode is log',
  off: 'the mode is off',
  no_consent: 'consent was not given',
} as const
