'use client'
// What somebody has answered so far, in words, with the way to change it.
import type { ReactElement } from 'react'
import { ConsentForm } from './consent-form'
import { useConsentChoice } from './use-consent-choice'

// All keep their place, so that nothing moves when the answer becomes known: a page that is built once cannot know it.
const WORDS = {
  open: 'Until you say yes, nothing is measured.',
  granted: 'You said yes. Your visits and purchases are measured.',
  denied: 'You said no. Nothing is measured, and what was waiting has been thrown away.',
} as const

export function ConsentState(): ReactElement {
  const choice = useConsentChoice()
  const shown = choice === 'unknown' || choice === null ? 'open' : choice
  return (
    <>
      <p role="status" className="stack">
        {Object.entries(WORDS).map(([answer, text]) => (
          <span key={answer} hidden={answer !== shown}>
            {text}
          </span>
        ))}
      </p>
      <ConsentForm yes="Yes, measure" no="No, measure nothing" />
    </>
  )
}
