// Playwright fixtures: a Mida of its own for each worker, empty before each test.
import {
  type BrowserContext,
  test as base,
  expect,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test'
import { createEmulator } from './create-emulator.ts'
import { DEFAULT_PROJECT, type EmulatorOptions } from './options.ts'
import { type TestedMida, toTestedMida } from './tested-mida.ts'

/** Of each test. */
export type MidaFixtures = {
  /** The worker's Mida, as empty as its seed leaves it. */
  mida: TestedMida
}

/** Of each worker; set them in `use` of the configuration. */
export type MidaWorkerOptions = {
  /** How each worker's emulator behaves. @default {} */
  midaOptions: EmulatorOptions
  /**
   * The port of the first worker; the second has the next one, and so on. 0 for any free ones.
   *
   * A fixed one lets `webServer` start one app for each worker, with its Mida's address, before the workers are there.
   *
   * @default 0
   */
  midaPort: number
  /**
   * Script addresses that pages load as for the real Mida: each worker's browser gets them from its own emulator.
   *
   * @default the two public hosts
   */
  midaScriptOrigins: readonly string[]
}

/** Of each worker. */
export type MidaWorkerFixtures = MidaWorkerOptions & {
  /** The worker's Mida, as the tests before have left it. For fixtures of a worker, such as an app that needs its address. */
  midaOfWorker: TestedMida
}

const SCRIPT_ORIGINS: readonly string[] = ['https://cdn.mida.so', 'https://cdn-eu.mida.so']

/** Playwright's `test` with the fixture `mida`. Parallel workers do not see each other's events. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & MidaFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & MidaWorkerFixtures
> = base.extend<MidaFixtures, MidaWorkerFixtures>({
  midaOptions: [{}, { option: true, scope: 'worker' }],
  midaPort: [0, { option: true, scope: 'worker' }],
  midaScriptOrigins: [SCRIPT_ORIGINS, { option: true, scope: 'worker' }],
  midaOfWorker: [
    async ({ midaOptions, midaPort }, use, { parallelIndex }) => {
      const emulator = createEmulator(midaOptions)
      const server = await emulator.listen({ port: midaPort === 0 ? 0 : midaPort + parallelIndex })
      await use(toTestedMida(emulator, server, midaOptions.projects?.[0] ?? DEFAULT_PROJECT))
      await emulator.close()
    },
    { scope: 'worker' },
  ],
  mida: async ({ midaOfWorker }, use) => {
    midaOfWorker.reset()
    await use(midaOfWorker)
  },
  context: async ({ context, midaOfWorker, midaScriptOrigins }, use) => {
    for (const origin of midaScriptOrigins) await answerFrom(midaOfWorker, context, origin)
    await use(context)
  },
})

export type { TestedMida } from './tested-mida.ts'
export { expect }

/** What a page asks of this origin is answered by the emulator. The script reports to where it came from. */
async function answerFrom(mida: TestedMida, context: BrowserContext, origin: string): Promise<void> {
  await context.route(`${origin}/**`, async (route) => {
    const request = route.request()
    const method = request.method()
    const body = request.postData()
    const response = await mida
      .fetch(request.url(), { method, ...(body !== null && { body }) })
      .catch(() => null)
    if (response === null) return route.abort('connectionreset')
    const headers = Object.fromEntries(response.headers)
    return route.fulfill({ status: response.status, headers, body: await response.text() })
  })
}
