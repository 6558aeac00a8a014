'use client'
// A banner's word as React state. It holds no rules.
import type { Consent } from '@mida-kit/contract'
import { useEffect, useState } from 'react'
import type { WatchConsent } from './banners.ts'

/**
 * What the visitor has said to the banner, for the provider's `consent`; `pending` on the server and until it is known.
 *
 * @param watch the same function on every render: made outside the component.
 */
export function useBannerConsent(watch: WatchConsent): Consent {
  const [consent, setConsent] = useState<Consent>('pending')
  useEffect(() => watch(setConsent), [watch])
  return consent
}
