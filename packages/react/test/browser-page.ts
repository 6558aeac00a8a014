// A page for one test: nothing of an earlier test is on it, and its client runs on the test's clock and endpoint.
import { createMidaClient, type MidaClient, type MidaClientOptions } from '../src/index.ts'
import { createClock, type TestClock } from './clock.ts'
import { createEndpoint, type TestEndpoint } from './endpoint.ts'

/** What a test puts on the page in place of Mida's script. */
export type FakeMida = Record<string, unknown>

const PAGE_EVENTS = ['mida-kit', 'online', 'pagehide', 'pageshow', 'storage', 'visibilitychange']
const leaving: (() => void)[] = []

for (const target of [globalThis, document]) {
  const add = target.addEventListener.bind(target)
  target.addEventListener = (
    type: string,
    listener: EventListener,
    options?: AddEventListenerOptions,
  ): void => {
    if (PAGE_EVENTS.includes(type)) leaving.push(() => target.removeEventListener(type, listener))
    add(type, listener, options)
  }
}

/** The page and its client are gone; its storage and Mida's script stay, as on a page that follows. */
export function leavePage(): void {
  for (const leave of leaving.splice(0)) leave()
  Reflect.deleteProperty(globalThis, Symbol.for('@mida-kit/react'))
}

export function cleanPage(): void {
  leavePage()
  for (const name of ['mida', 'mdq', 'mdcdn', '_h_uuid', '__midaKit', 'isSPA', 'rmfk']) {
    Reflect.deleteProperty(globalThis, name)
  }
  setCookie('')
  sessionStorage.clear()
  localStorage.clear()
  document.head.replaceChildren()
  setHidden(false)
  setOnline(true)
}

export function setOnline(isOnline: boolean): void {
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => isOnline })
}

export function setPage(values: Record<string, unknown>): void {
  Object.assign(globalThis, values)
}

export function setCookie(uuid: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the page's cookie is what Mida's script writes.
  document.cookie = `optimize_uuid=${uuid}; path=/; max-age=${uuid ? 3_600 : 0}`
}

export function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
}

export function changeVisibility(isHidden: boolean): void {
  setHidden(isHidden)
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}

export function dispatchPageEvent(type: 'pagehide' | 'pageshow', persisted: boolean): void {
  dispatchEvent(Object.assign(new Event(type), { persisted }))
}

export type OpenedPage = { client: MidaClient; clock: TestClock; endpoint: TestEndpoint }

/** Starts a client on a clean page. */
export function openPage(
  options: Partial<MidaClientOptions> = {},
  endpoint: TestEndpoint = createEndpoint(),
): OpenedPage {
  const clock = createClock()
  const client = createMidaClient({
    endpoint: '/api/m',
    ...clock,
    fetch: endpoint.fetch,
    random: () => 0.5,
    ...options,
  })
  return { client, clock, endpoint }
}

/** A script as documented: `uuid()` answers at once, and `identify` gives each user a uuid of its own. */
export function createFakeMida(uuid = 'uuid-anonymous'): FakeMida & { calls: unknown[] } {
  const mida = {
    calls: [] as unknown[],
    current: uuid,
    uuid: async () => mida.current,
    identify: async (user: { id: string | number }) => {
      mida.calls.push(user)
      mida.current = `uuid-of-${user.id}`
    },
  }
  return mida
}
