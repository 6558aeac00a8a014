// What became of an event, as the shop keeps and shows it.
import type { Delivery, RecordedBy } from '@mida-kit/contract'

export type Fate = {
  readonly status: Delivery['status']
  readonly reason: string | null
  readonly recordedBy: RecordedBy | null
}

export function toFate(delivery: Delivery): Fate {
  const { status } = delivery
  switch (status) {
    case 'recorded':
      return { status, reason: null, recordedBy: delivery.recordedBy }
    case 'failed':
    case 'in_doubt':
      return { status, reason: delivery.failure.code, recordedBy: null }
    case 'skipped':
      return { status, reason: delivery.because, recordedBy: null }
    case 'accepted':
    case 'queued':
    case 'duplicate':
      return { status, reason: null, recordedBy: null }
    default:
      return status satisfies never
  }
}
