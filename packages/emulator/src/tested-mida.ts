// What the test doors share: an emulator with an address, and what a test expects of it.
import type { Emulator } from './create-emulator.ts'
import type { Listening } from './http/listen.ts'
import type { ProjectOptions } from './options.ts'
import type { RecordedEvent } from './state/event-store.ts'
import type { WaitOptions } from './wait-for-event.ts'

/** An emulator at an address, as tests use it. */
export type TestedMida = Emulator &
  Readonly<{
    /** For example `http://127.0.0.1:41234`. The live page is there. */
    url: string
    /** The API base that your server is given: `url` and `/v2`. */
    apiUrl: string
    /** The script's address that your page is given, without its `key`. */
    scriptUrl: string
    /** Of the first project. */
    projectKey: string
    /** Of the first project. */
    apiKey: string
    /**
     * The event of this name that has at least these properties: one that is recorded already, else the next one.
     *
     * Rejects after 5 seconds, unless told otherwise, with a message that lists what was recorded.
     */
    expectEvent: (
      name: string,
      properties?: Readonly<Record<string, unknown>>,
      options?: WaitOptions,
    ) => Promise<RecordedEvent>
  }>

const EXPECT_TIMEOUT_MS = 5_000

export function toTestedMida(
  emulator: Emulator,
  server: Listening,
  project: ProjectOptions | undefined,
): TestedMida {
  return {
    ...emulator,
    url: server.url,
    apiUrl: `${server.url}/v2`,
    scriptUrl: `${server.url}/js/optimize.js`,
    projectKey: project?.projectKey ?? '',
    apiKey: project?.apiKeys[0] ?? '',
    expectEvent: (name, properties, { timeoutMs = EXPECT_TIMEOUT_MS } = {}) =>
      emulator.waitForEvent({ name, ...(properties && { properties }) }, { timeoutMs }),
  }
}
