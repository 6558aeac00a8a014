// A browser as far as the script needs one: a cookie jar, a storage, and pages in contexts of their own.
import { createContext, runInContext } from 'node:vm'
import type { Emulator } from '../src/index.ts'

/** What the script puts on `window`, told as a page sees it. */
export type PageWindow = {
  mida?: {
    uuid?: unknown
    hasConsent: boolean
    identify: (attributes: Record<string, unknown>) => Promise<void>
    track: (name: string, properties?: Record<string, unknown>) => void
    version: (testId: string) => string | null
    isFeatureEnabled: (key: string) => boolean
    onFeatureFlags: (callback: () => void) => void
    grantConsent: (answer: boolean) => void
  }
  mdq?: unknown[]
  rmfk?: () => void
  _h_uuid?: string
}

export type Page = {
  window: PageWindow
  mida: NonNullable<PageWindow['mida']>
  /** Resolves when every request so far is answered and what follows from it has run. */
  settled: () => Promise<void>
  /** Answers the requests that wait since `held`. */
  release: () => void
  requests: { url: string; init: RequestInit }[]
  errors: unknown[]
}

export type PageOptions = {
  /** The query of the script's address. @default 'key=demo-project' */
  query?: string
  /** What the page did before the script ran. */
  before?: PageWindow
  /** Where the page is. @default a cart */
  location?: typeof SHOP
  /** Whether requests wait for `release`. */
  held?: boolean
}

export type Browser = {
  cookies: Map<string, string>
  /** Cookies as they were written, with their attributes. */
  written: string[]
  storage: Map<string, string>
  /** Loads the script and runs it. Throws what the script throws. */
  open: (options?: PageOptions) => Promise<Page>
}

const SHOP = { origin: 'https://shop.test', pathname: '/cart', search: '' }
const SCRIPT = 'https://cdn.mida.test/js/optimize.js'

export function createBrowser(emulator: Emulator): Browser {
  const browser = { cookies: new Map<string, string>(), written: [], storage: new Map<string, string>() }
  return { ...browser, open: (options = {}) => openPage(emulator, browser, options) }
}

type Jar = Omit<Browser, 'open'>

async function openPage(emulator: Emulator, jar: Jar, options: PageOptions): Promise<Page> {
  const { query = 'key=demo-project', before = {}, held = false, location = SHOP } = options
  const network = createNetwork(emulator, held)
  const errors: unknown[] = []
  const src = `${SCRIPT}?${query}`
  const window: PageWindow = Object.assign(before, {
    document: createDocument(jar, src),
    localStorage: {
      getItem: (name: string) => jar.storage.get(name) ?? null,
      setItem: (name: string, value: string) => jar.storage.set(name, value),
    },
    location,
    navigator: {
      sendBeacon: (url: string, body: string) => void network.fetch(url, { method: 'POST', body }),
    },
    fetch: network.fetch,
    setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
    console: { error: (error: unknown) => errors.push(error), warn: (text: unknown) => errors.push(text) },
    URL,
  })
  Object.assign(window, { window })

  const code = await (await emulator.fetch(src)).text()
  runInContext(code, createContext(window))
  if (!window.mida) throw new Error('The script made no window.mida')
  return { window, mida: window.mida, errors, ...network }
}

function createDocument(jar: Jar, src: string): object {
  return {
    currentScript: { src },
    get cookie() {
      return Array.from(jar.cookies, ([name, value]) => `${name}=${value}`).join('; ')
    },
    set cookie(text: string) {
      jar.written.push(text)
      const [pair = ''] = text.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (text.includes('max-age=0')) jar.cookies.delete(name)
      else jar.cookies.set(name, value)
    },
  }
}

function createNetwork(emulator: Emulator, held: boolean) {
  const requests: { url: string; init: RequestInit }[] = []
  const pending = new Set<Promise<Response>>()
  let release = (): void => {}
  const gate = held ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve()

  const fetch = (url: string, init: RequestInit = {}): Promise<Response> => {
    requests.push({ url, init })
    const answered = gate.then(() => emulator.fetch(url, init))
    pending.add(answered)
    const forget = () => pending.delete(answered)
    answered.then(forget, forget)
    return answered
  }
  const settled = async (): Promise<void> => {
    await runCallbacks()
    while (pending.size > 0) {
      await Promise.allSettled(pending)
      await runCallbacks()
    }
  }
  return { fetch, requests, settled, release: () => release() }
}

/** Every promise callback that is due has run after this. */
function runCallbacks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
