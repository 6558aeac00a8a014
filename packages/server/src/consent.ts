// Whether an event may be recorded: by its rule in the catalogue, by what the visitor said, and by the app's `allow`.
import type { Consent, ConsentRule, JsonObject, Visitor } from '@mida-kit/contract'
import type { Lane } from './job.ts'
import { warn } from './report.ts'

/** What `allow` is asked. */
export type ConsentQuestion = {
  readonly visitor: Visitor
  readonly event: {
    readonly name: string
    readonly properties: JsonObject | undefined
    readonly from: Lane
    /** What the visitor said when the event was tracked; undefined where nothing is known. */
    readonly consent: Consent | undefined
  }
}

/** The app's word on one event: true where it may be recorded. Where it throws, nothing is recorded. */
export type Allow = (question: ConsentQuestion) => boolean | Promise<boolean>

export type ConsentAnswer = 'allowed' | 'no_consent' | 'unavailable'

/** Asks only what needs to be asked: an answer at once wherever `allow` has nothing to say. Never rejects. */
export function findConsent(
  rule: ConsentRule,
  question: ConsentQuestion,
  allow: Allow | undefined,
): ConsentAnswer | Promise<ConsentAnswer> {
  if (rule === 'exempt') return 'allowed'
  const { consent } = question.event
  if (isRefused(rule, consent)) return 'no_consent'
  if (allow) return ask(question, allow)
  return rule === 'required' && consent !== 'granted' ? 'no_consent' : 'allowed'
}

/** Whether what the visitor said is a no, before anybody else is asked. */
export function isRefused(rule: ConsentRule, consent: Consent | undefined): boolean {
  return rule !== 'exempt' && (consent === 'denied' || consent === 'pending')
}

async function ask(question: ConsentQuestion, allow: Allow): Promise<ConsentAnswer> {
  try {
    return (await allow(question)) === true ? 'allowed' : 'no_consent'
  } catch (error) {
    warn('[mida] The allow option failed, so the event was not recorded:', error)
    return 'unavailable'
  }
}
