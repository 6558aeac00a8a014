// What became of an event, in plain words: as the server knows it, and as the browser saw it.
import type { BrowserDelivery } from '@mida-kit/contract'
import type { Fate } from './fate'
import { explainReason } from './reasons'

export type Explanation = { readonly tone: 'good' | 'waiting' | 'bad'; readonly text: string }

const REPEATED = 'Not recorded again: it came a second time.'

export function explainFate({ status, reason, recordedBy }: Fate): Explanation {
  switch (status) {
    case 'recorded':
      return good(`Recorded by ${recordedBy ?? 'Mida'}`)
    case 'accepted':
    case 'queued':
      return waiting('Waiting: the shop has it, Mida has not recorded it yet.')
    case 'duplicate':
      return good(REPEATED)
    case 'in_doubt':
      return bad(`In doubt, Mida may have it or not: ${explainReason(reason)}`)
    case 'skipped':
    case 'failed':
      return bad(`Not recorded: ${explainReason(reason)}`)
    default:
      return status satisfies never
  }
}

export function explainBrowserDelivery(delivery: BrowserDelivery): Explanation {
  switch (delivery.status) {
    case 'accepted':
      return good('Handed to the shop, which passes it on to Mida.')
    case 'duplicate':
      return good(REPEATED)
    case 'handed_over':
      return waiting('Sent while the page closed; the answer was not seen.')
    case 'stored':
      return waiting('Kept for the next page.')
    case 'skipped':
    case 'dropped':
      return bad(`Not recorded: ${explainReason(delivery.because)}`)
    case 'failed':
      return bad(`Not recorded: ${explainReason(delivery.failure.code)}`)
    default:
      return delivery satisfies never
  }
}

function good(text: string): Explanation {
  return { tone: 'good', text }
}

function waiting(text: string): Explanation {
  return { tone: 'waiting', text }
}

function bad(text: string): Explanation {
  return { tone: 'bad', text }
}
