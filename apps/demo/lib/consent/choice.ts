// What somebody answered to the consent banner, as a cookie that the browser and the server both read.
// Plain values: no document, no request.

export const CONSENT_COOKIE = 'shop_consent'
export const CONSENT_MAX_AGE_SECONDS = 180 * 24 * 60 * 60

export type ConsentChoice = 'granted' | 'denied'

/** Null for somebody who has not answered, and for a cookie that says anything else. */
export function parseChoice(value: unknown): ConsentChoice | null {
  return value === 'granted' || value === 'denied' ? value : null
}
