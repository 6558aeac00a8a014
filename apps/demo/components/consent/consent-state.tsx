'use client'
// What somebody has answered so far, in words, with the way to change it.
import type { ReactElement } from 'react'
import { ConsentForm } from './consent-form'
import { useConsentChoice } from './use-consent-choice'

const WORDS = {
  granted: 'You said yes. Your visits and purchases are measured.',
  denied: 'You said no. Nothing is measured, and what was waiting has been thrown away.',
} as const

export function ConsentState(): ReactElement {
  const choice = useConsentChoice()
  return (
    <>
      <p role="status" className="consent-state">
        {choice === 'unknown' || choice === null ? 'Until you say yes, nothing is measured.' : WORDS[choice]}
      </p>
      <ConsentForm yes="Yes, measure" no="No, measure nothing" />
    </>
  )
}
