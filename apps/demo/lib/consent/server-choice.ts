// The answer to the banner on the server: whether this request's visitor may be tracked.
import 'server-only'
import { cookies } from 'next/headers'
import { CONSENT_COOKIE, CONSENT_MAX_AGE_SECONDS, type ConsentChoice, parseChoice } from './choice'

/** Only a yes is a yes: who has not answered is not tracked. */
export async function hasConsent(): Promise<boolean> {
  return parseChoice((await cookies()).get(CONSENT_COOKIE)?.value) === 'granted'
}

/** For server actions. */
export async function writeChoice(choice: ConsentChoice): Promise<void> {
  const jar = await cookies()
  jar.set(CONSENT_COOKIE, choice, { sameSite: 'lax', path: '/', maxAge: CONSENT_MAX_AGE_SECONDS })
}
