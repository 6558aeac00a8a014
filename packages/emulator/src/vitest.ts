// Vitest set-up: a Mida for a test file, empty before each test.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createEmulator } from './create-emulator.ts'
import { DEFAULT_PROJECT, type EmulatorOptions } from './options.ts'
import { type TestedMida, toTestedMida } from './tested-mida.ts'

export type { TestedMida } from './tested-mida.ts'

/** How the emulator behaves, and where it listens. */
export type SetUpOptions = EmulatorOptions & {
  /** @default any free one */
  port?: number
}

/**
 * Opens an emulator for the tests of this file (or of the `describe` around it), empties it before each, and closes it
 * after the last. Files run side by side and do not see each other's events.
 *
 * Its `url` and what is made from it can be read from the first test or `beforeAll` on: the server is not open before.
 *
 * @throws TypeError for options that cannot be.
 */
export function setUpMida({ port = 0, ...options }: SetUpOptions = {}): TestedMida {
  const project = options.projects?.[0] ?? DEFAULT_PROJECT
  const emulator = createEmulator(options)
  const mida = toTestedMida(emulator, { url: '', port, close: emulator.close }, project)
  beforeAll(async () => {
    Object.assign(mida, toTestedMida(emulator, await emulator.listen({ port }), project))
  })
  beforeEach(() => emulator.reset())
  afterAll(() => emulator.close())
  return mida
}
