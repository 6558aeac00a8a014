// The banners' recipes: each hears the banner's own event names and reads its own state.
import type { Consent } from '@mida-kit/contract'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import {
  useBannerConsent,
  type WatchConsent,
  watchCookiebot,
  watchCookieYes,
  watchKlaro,
  watchOneTrust,
  watchUsercentrics,
} from '../src/consent/index.ts'
import { setPage } from './browser-page.ts'
import { settlePromises } from './clock.ts'

const BANNER_NAMES = ['Cookiebot', 'OneTrust', 'OnetrustActiveGroups', 'klaro', '__ucCmp', 'getCkyConsent']

afterEach(() => {
  cleanup()
  for (const name of BANNER_NAMES) Reflect.deleteProperty(globalThis, name)
})

type Banner = {
  name: string
  watch: WatchConsent
  /** Puts the banner on the page with this answer. */
  say: (isGranted: boolean | null) => void
  /** What the banner raises, one by one. */
  raise: (() => void)[]
}

const onWindow = (name: string) => (): unknown => dispatchEvent(new Event(name))
const onDocument = (name: string) => (): unknown => document.dispatchEvent(new Event(name))

const BANNERS: Banner[] = [
  {
    name: 'Cookiebot',
    watch: watchCookiebot,
    say: (isGranted) =>
      setPage({
        Cookiebot: { hasResponse: isGranted !== null, consent: { statistics: isGranted === true } },
      }),
    raise: ['CookiebotOnConsentReady', 'CookiebotOnAccept', 'CookiebotOnDecline'].map(onWindow),
  },
  {
    name: 'OneTrust',
    watch: watchOneTrust(),
    say: (isGranted) =>
      setPage({
        OneTrust: Object.fromEntries([['IsAlertBoxClosed', () => isGranted !== null]]),
        OnetrustActiveGroups: isGranted ? ',C0001,C0002,' : ',C0001,',
      }),
    raise: [onWindow('OneTrustGroupsUpdated')],
  },
  {
    name: 'CookieYes',
    watch: watchCookieYes,
    say: (isGranted) =>
      setPage({
        getCkyConsent: () => ({
          isUserActionCompleted: isGranted !== null,
          categories: { analytics: isGranted === true },
        }),
      }),
    raise: ['cookieyes_banner_load', 'cookieyes_consent_update'].map(onDocument),
  },
  {
    name: 'Usercentrics',
    watch: watchUsercentrics({ category: 'marketing' }),
    say: (isGranted) =>
      setPage({
        __ucCmp: {
          getConsentDetails: async () => ({
            consent: { type: isGranted === null ? 'IMPLICIT' : 'EXPLICIT' },
            categories: { marketing: { state: isGranted ? 'ALL_ACCEPTED' : 'ALL_DENIED' } },
          }),
        },
      }),
    raise: ['UC_UI_INITIALIZED', 'UC_CONSENT'].map(onWindow),
  },
]

describe.each(BANNERS)('$name', ({ watch, say, raise }) => {
  it('is pending until the banner is there and answered', async () => {
    const heard: Consent[] = []
    const end = watch((consent) => heard.push(consent))
    say(null)
    for (const event of raise) event()
    await settlePromises()
    end()

    expect(new Set(heard)).toEqual(new Set(['pending']))
  })

  it('tells each answer at each of its events, and nothing after its end', async () => {
    const heard: Consent[] = []
    const end = watch((consent) => heard.push(consent))

    for (const event of raise) {
      for (const isGranted of [true, false]) {
        say(isGranted)
        event()
        await settlePromises()
        expect(heard.at(-1)).toBe(isGranted ? 'granted' : 'denied')
      }
    }
    end()
    say(true)
    for (const event of raise) event()
    await settlePromises()

    expect(heard.at(-1)).toBe('denied')
  })

  it('knows the answer of an earlier page at once', async () => {
    say(true)
    const heard: Consent[] = []

    const end = watch((consent) => heard.push(consent))
    await settlePromises()
    end()

    expect(heard.at(-1)).toBe('granted')
  })
})

describe('Klaro', () => {
  it('tells what was saved, and not each click on a switch', () => {
    type Watcher = { update: (manager: unknown, event: string) => void }
    const watchers = new Set<Watcher>()
    const manager = {
      confirmed: false,
      isGranted: false,
      getConsent: (service: string) => service === 'mida' && manager.isGranted,
      watch: (watcher: Watcher) => watchers.add(watcher),
      unwatch: (watcher: Watcher) => watchers.delete(watcher),
    }
    setPage({ klaro: { getManager: () => manager } })
    const heard: Consent[] = []
    const end = watchKlaro({ service: 'mida' })((consent) => heard.push(consent))

    manager.isGranted = true
    for (const watcher of watchers) watcher.update(manager, 'consents')
    manager.confirmed = true
    for (const watcher of watchers) watcher.update(manager, 'saveConsents')
    end()

    expect(heard).toEqual(['pending', 'granted'])
    expect(watchers.size).toBe(0)
  })

  it('is pending where it has not loaded', () => {
    const heard: Consent[] = []

    watchKlaro({ service: 'mida' })((consent) => heard.push(consent))()

    expect(heard).toEqual(['pending'])
  })
})

it('a slow answer of Usercentrics does not undo a newer one', async () => {
  let answerFirst: (details: unknown) => void = () => undefined
  setPage({ __ucCmp: { getConsentDetails: () => new Promise((resolve) => (answerFirst = resolve)) } })
  const heard: Consent[] = []
  watchUsercentrics({ category: 'marketing' })((consent) => heard.push(consent))
  BANNERS[3]?.say(false)
  dispatchEvent(new Event('UC_CONSENT'))
  await settlePromises()

  answerFirst({ consent: { type: 'EXPLICIT' }, categories: { marketing: { state: 'ALL_ACCEPTED' } } })
  await settlePromises()

  expect(heard).toEqual(['pending', 'denied'])
})

it('useBannerConsent gives the banner’s word as state', () => {
  const { result, unmount } = renderHook(() => useBannerConsent(watchCookiebot))
  expect(result.current).toBe('pending')

  act(() => {
    BANNERS[0]?.say(true)
    dispatchEvent(new Event('CookiebotOnAccept'))
  })
  unmount()

  expect(result.current).toBe('granted')
})
