// The fixtures of every flow: a local Mida, a built shop, and a browser that finds the one at the other's script address.
import { createEmulator, type Emulator, type Listening } from '@mida-kit/emulator'
import { test as base, chromium, expect } from '@playwright/test'
import { type Shop, type ShopOptions, startShop } from './shop.ts'

/** A local Mida on a port. */
export type LocalMida = Emulator & {
  readonly server: Listening
  /** The variant of each test that the next page view gets. */
  readonly variants: Record<string, string>
}

type TestFixtures = {
  /** Starts another shop, which is stopped after the test whatever became of it. */
  readonly openShop: (options: ShopOptions) => Promise<Shop>
  /** What the page printed as a warning or an error, and what it threw. */
  readonly complaints: string[]
}

type WorkerFixtures = {
  readonly mida: LocalMida
  readonly shop: Shop
}

/** The host in the built shop's script address; the browser is told where it is. */
export const SCRIPT_HOST = 'mida.test'

const FLOW_WAIT_MS = 15_000

export const test = base.extend<TestFixtures, WorkerFixtures>({
  mida: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern.
    async ({}, use) => {
      const variants: Record<string, string> = {}
      const emulator = createEmulator({ experiments: () => variants })
      const server = await emulator.listen()
      // Longer than the emulator's own wait: a shop that has just started answers its first page slowly.
      const waitForEvent: Emulator['waitForEvent'] = (match, options) =>
        emulator.waitForEvent(match, { timeoutMs: FLOW_WAIT_MS, ...options })
      await use({ ...emulator, waitForEvent, server, variants })
      await server.close()
    },
    { scope: 'worker' },
  ],
  shop: [
    async ({ mida }, use) => {
      const shop = await startShop({ apiUrl: `${mida.server.url}/v2` })
      await use(shop)
      await shop.stop()
    },
    { scope: 'worker' },
  ],
  browser: [
    async ({ mida, launchOptions }, use) => {
      const rules = `MAP ${SCRIPT_HOST}:80 127.0.0.1:${mida.server.port}, MAP shop.test 127.0.0.1`
      const browser = await chromium.launch({
        ...launchOptions,
        args: [`--host-resolver-rules=${rules}`, '--disable-background-networking', '--no-first-run'],
      })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern.
  openShop: async ({}, use) => {
    const shops: Shop[] = []
    await use(async (options) => {
      const shop = await startShop(options)
      shops.push(shop)
      return shop
    })
    await Promise.all(shops.map((shop) => shop.stop()))
  },
  baseURL: async ({ shop }, use) => use(shop.url),
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      await use(complaints)
    },
    { auto: true },
  ],
})

export { expect }
