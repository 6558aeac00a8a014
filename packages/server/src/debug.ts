// The debug mode: says of each event where it went and why, without personal data.
import type { Delivery } from '@mida-kit/contract'
import { readEnvironment } from './config.ts'
import type { TrackedEvent } from './options.ts'
import { toPrintableText, toPrintableVisitor } from './redact.ts'
import { type Reporter, warn } from './report.ts'

/** Prints every report before it goes on, where `debug` or MIDA_DEBUG (`1`, `true`) asks for it. */
export function withDebug(report: Reporter, debug: boolean | undefined): Reporter {
  let isOn = debug
  return (told) => {
    isOn ??= isDebugged() // Once: to read the environment costs as much as to check an event.
    if (isOn) warn(toPrintableText(describe(told.event, told.delivery)))
    report(told)
  }
}

function isDebugged(): boolean {
  return ['1', 'true'].includes(readEnvironment().MIDA_DEBUG ?? '')
}

function describe({ name, eventId, from, visitor }: TrackedEvent, delivery: Delivery): string {
  const whom = visitor === null ? 'nobody' : JSON.stringify(toPrintableVisitor(visitor))
  const what = `[mida] ${JSON.stringify(name)} from the ${from} (${eventId}), for ${whom}`
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
