'use client'
// The answer to the consent banner as React state, and the way to give one.
import { useSyncExternalStore } from 'react'
import { forgetTracking } from '@/lib/actions/answer-consent'
import { readChoice, storeChoice, subscribeToChoice } from '@/lib/consent/browser-choice'
import type { ConsentChoice } from '@/lib/consent/choice'

/** `unknown` while the page is not yet alive: a page that is built once cannot know. */
export function useConsentChoice(): ConsentChoice | null | 'unknown' {
  return useSyncExternalStore(subscribeToChoice, readChoice, () => 'unknown')
}

/** The cookie is written at once. What the server has to forget follows, and is no reason to hold anybody up. */
export function answerInBrowser(choice: ConsentChoice): void {
  storeChoice(choice)
  if (choice === 'denied') forgetTracking().catch(reportError)
}
