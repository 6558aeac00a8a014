'use client'
// The question whether the shop may measure, for who has not answered. It lies over the page's lower edge and moves nothing.
import Link from 'next/link'
import type { ReactElement } from 'react'
import { ConsentForm } from './consent-form'
import { useConsentChoice } from './use-consent-choice'

export function ConsentBanner(): ReactElement | null {
  if (useConsentChoice() !== null) return null
  return (
    <section className="consent-banner" aria-label="Consent">
      <p>
        May we measure which pages work? Until you say yes, nothing is sent to Mida.{' '}
        <Link href="/privacy">What we measure</Link>
      </p>
      <ConsentForm yes="Yes, measure" no="No" />
    </section>
  )
}
