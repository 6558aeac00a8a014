// The answer to the banner in the browser: a small store over the cookie. Other tabs see it when they come to the front.
import type { WatchConsent } from '@mida-kit/react/consent'
import { CONSENT_COOKIE, CONSENT_MAX_AGE_SECONDS, type ConsentChoice, parseChoice } from './choice'

const listeners = new Set<() => void>()

export function readChoice(): ConsentChoice | null {
  const pairs = document.cookie.split(';').map((pair) => pair.trim())
  const prefix = `${CONSENT_COOKIE}=`
  return parseChoice(pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length))
}

/** Stored at once, without the server: what follows it on this page obeys already. */
export function storeChoice(choice: ConsentChoice): void {
  const attributes = `Path=/; Max-Age=${CONSENT_MAX_AGE_SECONDS}; SameSite=Lax`
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store's own API is missing on plain http.
  document.cookie = `${CONSENT_COOKIE}=${choice}; ${attributes}`
  for (const listener of listeners) listener()
}

export function subscribeToChoice(listener: () => void): () => void {
  listeners.add(listener)
  document.addEventListener('visibilitychange', listener)
  return () => {
    listeners.delete(listener)
    document.removeEventListener('visibilitychange', listener)
  }
}

/** The shop's own banner in the kit's terms: pending until somebody has answered. */
export const watchShopBanner: WatchConsent = (onConsent) => {
  const tell = (): void => onConsent(readChoice() ?? 'pending')
  tell()
  return subscribeToChoice(tell)
}
