// A browser that lives through random steps, and what the test knows of each event that was tracked in it.
import type { Consent, EndpointRequest, WireEvent } from '@mida-kit/contract'
import fc from 'fast-check'
import { createMidaClient, type MidaClient, type MidaClientOptions } from '../src/index.ts'
import { keepEvents } from '../src/keep.ts'
import {
  changeVisibility,
  createFakeMida,
  dispatchPageEvent,
  leavePage,
  setOnline,
  setPage,
} from './browser-page.ts'
import { createClock } from './clock.ts'
import { createEndpoint } from './endpoint.ts'
import { setLocks } from './locks.ts'

const ID = fc.constantFrom('a', 'b')

export const STEP = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('track' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 4_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('user' as const), id: fc.option(ID) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('identify' as const), id: ID }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('script' as const), isThere: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('failure' as const), status: fc.constantFrom(0, 429, 500) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('consent' as const),
      consent: fc.constantFrom<Consent>('granted', 'denied', 'pending'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('hidden' as const), isHidden: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('online' as const), isOnline: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('next page' as const) }) },
)

export type AfterLogout = NonNullable<MidaClientOptions['afterLogout']>

export type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never

/** An event as the test knows it. */
export type Known = {
  /** Who may have tracked it; several where the user was not known at that moment. */
  readonly users: Set<string | null | undefined>
  promised?: string
  readonly told: string[]
}

export type RandomBrowser = {
  readonly run: (step: Step) => Promise<void>
  readonly known: Known[]
  /** What the route took, in order; what comes again under its id is a duplicate there. */
  readonly taken: WireEvent[]
  /** What was sent although its answer had been seen. */
  readonly needless: WireEvent[]
  /** What was sent without consent. */
  readonly forbidden: EndpointRequest[]
  readonly consent: () => Consent | undefined
}

export function createRandomBrowser(afterLogout: AfterLogout): RandomBrowser {
  const clock = createClock()
  const endpoint = createEndpoint()
  // One visitor, however often the script is loaded: its cookie says so.
  const mida = createFakeMida()
  const known: Known[] = []
  const taken: WireEvent[] = []
  const needless: WireEvent[] = []
  const forbidden: EndpointRequest[] = []
  let consent: Consent | undefined
  let page = openPage()

  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (!navigator.onLine) throw new TypeError('Failed to fetch')
    const body: EndpointRequest = JSON.parse(String(init.body))
    const events = body.events ?? []
    if ((events.length > 0 || body.visitor) && (consent ?? 'granted') !== 'granted') forbidden.push(body)
    needless.push(...events.filter((event) => toKnown(event).told.includes('accepted')))
    const response = await endpoint.fetch(url, init)
    if (!response.ok) return response
    const fresh = events.filter((event) => taken.every((other) => other.kit_event_id !== event.kit_event_id))
    taken.push(...fresh)
    return response
  }

  function toKnown({ properties }: Pick<WireEvent, 'properties'>): Known {
    return known[Number(properties?.text)] ?? { users: new Set(), told: [] }
  }

  function openPage(): Page {
    const life = { isOver: false }
    return {
      life,
      events: [],
      client: createMidaClient({
        endpoint: '/api/m',
        nowMs: clock.nowMs,
        // A page that is gone does nothing any more.
        sleep: (ms) => new Promise((resolve) => void clock.sleep(ms).then(() => life.isOver || resolve())),
        userFrom: 'app',
        afterLogout,
        keep: keepEvents,
        fetch: (url, init) => fetch(url, init),
        onDelivery: ({ status }, event) => toKnown(event).told.push(status),
        ...(consent && { consent }),
      }),
    }
  }

  const steps: { [Type in Step['type']]: (step: Extract<Step, { type: Type }>) => Promise<void> | void } = {
    track: () => {
      const event: Known = { users: new Set([page.user]), told: [] }
      const delivery = page.client.track('large', { text: `${known.length}` })
      known.push(event)
      page.events.push(event)
      void delivery.then(({ status }) => {
        event.promised = status
      })
    },
    wait: ({ ms }) => clock.advance(ms),
    user: ({ id }) => {
      // Said again in the same words it is no news: the client keeps whom it has.
      if (page.given !== id) become(page, id)
      page.given = id
      page.client.setUser(id === null ? null : { id })
    },
    identify: ({ id }) => {
      become(page, id)
      void page.client.identify({ id })
    },
    script: ({ isThere }) => {
      const script = isThere ? 'loaded' : 'failed'
      setPage({ mida: isThere ? mida : undefined, __midaKit: { script } })
      dispatchEvent(new Event('mida-kit'))
    },
    failure: ({ status }) => {
      endpoint.next.push(status ? new Response('', { status }) : new TypeError('Failed to fetch'))
    },
    consent: (step) => {
      consent = step.consent
      createMidaClient({ endpoint: '/api/m', consent })
    },
    hidden: ({ isHidden }) => changeVisibility(isHidden),
    online: ({ isOnline }) => {
      setOnline(isOnline)
      dispatchEvent(new Event('online'))
    },
    'next page': async () => {
      dispatchPageEvent('pagehide', false)
      await clock.advance(0)
      leavePage()
      page.life.isOver = true
      // The browser takes a page's locks from it.
      setLocks(true)
      page = openPage()
    },
  }

  return {
    run: async (step) => {
      const take: (step: never) => Promise<void> | void = steps[step.type]
      await take(step as never)
    },
    known,
    taken,
    needless,
    forbidden,
    consent: () => consent,
  }
}

type Page = {
  readonly client: MidaClient
  readonly events: Known[]
  readonly life: { isOver: boolean }
  user?: string | null | undefined
  given?: string | null | undefined
}

function become(page: Page, user: string | null): void {
  // The first word on the user holds for what was tracked before it, too, unless that went out without.
  if (page.user === undefined) for (const event of page.events) event.users.add(user)
  page.user = user
}
