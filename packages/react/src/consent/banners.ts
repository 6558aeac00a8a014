// What common banners say, as the kit's own word: one function a banner. A door of its own; nothing here is read at import.
import type { Consent } from '@mida-kit/contract'

/** Calls back with what the visitor has said, at once and after each change; returns what ends that. */
export type WatchConsent = (onConsent: (consent: Consent) => void) => () => void

type BannerPage = {
  Cookiebot?: { hasResponse?: boolean; consent?: { statistics?: boolean } }
  OneTrust?: { IsAlertBoxClosed?: () => boolean }
  OnetrustActiveGroups?: string
  klaro?: { getManager: () => KlaroManager }
  __ucCmp?: { getConsentDetails: () => Promise<UsercentricsConsent> }
  getCkyConsent?: () => { isUserActionCompleted?: boolean; categories?: { analytics?: boolean } }
}

type UsercentricsConsent = {
  consent?: { type?: string }
  categories?: Record<string, { state?: string }>
}

type KlaroManager = {
  confirmed: boolean
  getConsent: (service: string) => boolean
  watch: (watcher: KlaroWatcher) => void
  unwatch: (watcher: KlaroWatcher) => void
}

type KlaroWatcher = { update: (manager: KlaroManager, event: string) => void }

/**
 * Cookiebot: its category `statistics`.
 *
 * @see https://www.cookiebot.com/en/developer/
 */
export const watchCookiebot: WatchConsent = (onConsent) =>
  listen(
    globalThis,
    ['CookiebotOnConsentReady', 'CookiebotOnAccept', 'CookiebotOnDecline'],
    () => {
      const { Cookiebot } = readPage()
      return toConsent(Cookiebot?.hasResponse, Cookiebot?.consent?.statistics)
    },
    onConsent,
  )

/**
 * OneTrust: its group `C0002` (performance), or another one.
 *
 * @see https://developer.onetrust.com/onetrust/docs/javascript-events-guide
 */
export function watchOneTrust({ group = 'C0002' }: { group?: string } = {}): WatchConsent {
  return (onConsent) =>
    listen(
      globalThis,
      ['OneTrustGroupsUpdated'],
      () => {
        const { OneTrust, OnetrustActiveGroups = '' } = readPage()
        return toConsent(OneTrust?.IsAlertBoxClosed?.(), OnetrustActiveGroups.split(',').includes(group))
      },
      onConsent,
    )
}

/**
 * CookieYes: its category `analytics`.
 *
 * @see https://www.cookieyes.com/documentation/retrieving-consent-data-using-api-getckyconsent/
 */
export const watchCookieYes: WatchConsent = (onConsent) =>
  listen(
    document,
    ['cookieyes_banner_load', 'cookieyes_consent_update'],
    () => {
      const said = readPage().getCkyConsent?.()
      return toConsent(said?.isUserActionCompleted, said?.categories?.analytics)
    },
    onConsent,
  )

/**
 * Usercentrics (the third version of its interface): one of its categories.
 *
 * @see https://usercentrics.com/docs/web/features/events/uc-consent/
 */
export function watchUsercentrics({ category }: { category: string }): WatchConsent {
  return (onConsent) => {
    let askCount = 0
    const ask = async (): Promise<void> => {
      askCount += 1
      const own = askCount
      const said = await readPage().__ucCmp?.getConsentDetails()
      // A slow answer must not undo a newer one.
      if (own !== askCount) return
      const isExplicit = said?.consent?.type === 'EXPLICIT'
      onConsent(toConsent(isExplicit, said?.categories?.[category]?.state === 'ALL_ACCEPTED'))
    }
    // A banner that cannot answer leaves the visitor's word as it was.
    const hear = (): void => void ask().catch(() => undefined)
    onConsent('pending')
    hear()
    for (const event of USERCENTRICS_EVENTS) addEventListener(event, hear)
    return () => {
      askCount += 1
      for (const event of USERCENTRICS_EVENTS) removeEventListener(event, hear)
    }
  }
}

const USERCENTRICS_EVENTS = ['UC_UI_INITIALIZED', 'UC_CONSENT']

/**
 * Klaro: one of its services. Load Klaro before the provider starts; without it the consent stays pending.
 *
 * @see https://klaro.org/docs/api/js_api
 */
export function watchKlaro({ service }: { service: string }): WatchConsent {
  return (onConsent) => {
    const manager = readPage().klaro?.getManager()
    const tell = (): void => onConsent(toConsent(manager?.confirmed, manager?.getConsent(service)))
    // Every click on a switch is news of Klaro's; only what was saved is the visitor's word.
    const watcher: KlaroWatcher = { update: (_manager, event) => event === 'saveConsents' && tell() }
    tell()
    manager?.watch(watcher)
    return () => manager?.unwatch(watcher)
  }
}

function listen(
  target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  events: readonly string[],
  read: () => Consent,
  onConsent: (consent: Consent) => void,
): () => void {
  const tell = (): void => onConsent(read())
  tell()
  for (const event of events) target.addEventListener(event, tell)
  return () => {
    for (const event of events) target.removeEventListener(event, tell)
  }
}

function toConsent(hasAnswered: boolean | undefined, isGranted: boolean | null | undefined): Consent {
  if (!hasAnswered) return 'pending'
  return isGranted ? 'granted' : 'denied'
}

function readPage(): BannerPage {
  return globalThis as BannerPage
}
