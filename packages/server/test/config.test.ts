// Misconfiguration: one clear error at first use, never earlier, and never the key in it.
import { MidaSetupError } from '@mida-kit/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMida } from '../src/index.ts'
import { createKit, events, get, KEYS, post, wireEvent } from './support.ts'

const ANN = { visitor: { id: 'ann' } }
const said: string[] = []

beforeEach(() => {
  said.length = 0
  globalThis.__midaKitServer = undefined
  vi.spyOn(console, 'warn').mockImplementation((...parts) => {
    said.push(parts.map(String).join(' '))
  })
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

function setEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
}

const GOOD = { MIDA_PROJECT_KEY: 'project-key', MIDA_API_KEY: 'secret-api-key' }

describe('a mistake in the environment', () => {
  it.each([
    ['no API key', { MIDA_PROJECT_KEY: 'p' }, 'MIDA-301'],
    ['no project key', { MIDA_API_KEY: 'secret-api-key' }, 'MIDA-302'],
    ['the key under a public name', { ...GOOD, NEXT_PUBLIC_MIDA_API_KEY: 'secret-api-key' }, 'MIDA-303'],
    ['the key as another public value', { ...GOOD, NEXT_PUBLIC_ANYTHING: 'secret-api-key' }, 'MIDA-303'],
    [
      'the same key twice',
      { MIDA_PROJECT_KEY: 'secret-api-key', MIDA_API_KEY: 'secret-api-key' },
      'MIDA-303',
    ],
    [
      'the same key twice, beside another public one',
      { ...GOOD, MIDA_PROJECT_KEY: 'secret-api-key', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'project-key' },
      'MIDA-303',
    ],
    ['the key for another bundler', { ...GOOD, VITE_MIDA_KEY: 'secret-api-key' }, 'MIDA-303'],
    ['another public API key', { ...GOOD, PUBLIC_MIDA_API_KEY: 'some-other-key' }, 'MIDA-303'],
    [
      'the key inside a public address',
      { ...GOOD, NEXT_PUBLIC_URL: 'https://x.example?key=secret-api-key' },
      'MIDA-303',
    ],
    [
      'the key under a public name, with Bearer',
      { ...GOOD, NEXT_PUBLIC_AUTH: 'Bearer secret-api-key' },
      'MIDA-303',
    ],
    [
      'a public key that a newline hides',
      { ...GOOD, MIDA_API_KEY: 'secret-api-key\n', NEXT_PUBLIC_X: 'secret-api-key' },
      'MIDA-303',
    ],
    ['an unknown region', { ...GOOD, MIDA_REGION: 'mars' }, 'MIDA-304'],
    ['a broken address', { ...GOOD, MIDA_API_URL: 'not a url' }, 'MIDA-305'],
    ['http beyond this machine', { ...GOOD, MIDA_API_URL: 'http://mida.example/v2' }, 'MIDA-305'],
    [
      'credentials in the address',
      { ...GOOD, MIDA_API_URL: 'https://me:secret-api-key@mida.example' },
      'MIDA-305',
    ],
    ['an unknown mode', { ...GOOD, MIDA_MODE: 'maybe' }, 'MIDA-306'],
    ['a trailing newline', { ...GOOD, MIDA_API_KEY: 'secret-api-key\n' }, 'MIDA-307'],
    ['Bearer in the key', { ...GOOD, MIDA_API_KEY: 'Bearer secret-api-key' }, 'MIDA-307'],
    ['a project key that is a path step', { ...GOOD, MIDA_PROJECT_KEY: '..' }, 'MIDA-307'],
    ['Bearer alone before the key', { ...GOOD, MIDA_API_KEY: 'bearer secret-api-key' }, 'MIDA-307'],
    ['quotation marks', { ...GOOD, MIDA_API_KEY: '"secret-api-key"' }, 'MIDA-307'],
    ['a placeholder', { ...GOOD, MIDA_PROJECT_KEY: 'YOUR_PROJECT_KEY' }, 'MIDA-307'],
    ['a region of another kind', { ...GOOD, MIDA_REGION: 'EU' }, 'MIDA-304'],
    ['characters no key has', { ...GOOD, MIDA_API_KEY: 'sécret' }, 'MIDA-307'],
  ])(
    '%s: tracked events fail, the route answers 503, the log says it once',
    async (_what, environment, code) => {
      setEnvironment(environment)
      const mida = createMida({ events })
      expect(said).toEqual([])

      const first = await mida.track('signed_up', {}, ANN)
      const second = await mida.track('signed_up', {}, ANN)
      const answer = await mida.handle(post({ events: [wireEvent()] }))

      expect(first).toMatchObject({ status: 'failed', failure: { code: 'misconfigured' } })
      expect(second).toMatchObject({ status: 'failed', failure: { code: 'misconfigured' } })
      expect(answer.status).toBe(503)
      const body = await answer.text()
      expect(JSON.parse(body)).toMatchObject({ code: 'misconfigured' })
      expect(
        said.filter((line) => line.includes(`[${code}]`) && line.includes(`docs/errors/${code}.md`)),
      ).toHaveLength(1)
      expect(JSON.stringify([first, body, said])).not.toContain('secret-api-key')
    },
  )

  it('is not looked for when the client is made, nor by the question who is logged in', async () => {
    const mida = createMida({ events })

    const answer = await mida.handle(get())

    expect(answer.status).toBe(200)
    expect(said).toEqual([])
  })
})

describe('the mode', () => {
  it.each(['log', 'off'] as const)('%s skips every event, without keys', async (mode) => {
    setEnvironment({ MIDA_MODE: mode })
    const mida = createMida({ events })

    expect(await mida.track('signed_up', {}, ANN)).toMatchObject({ status: 'skipped', because: mode })
    expect(await mida.track('signed_up')).toMatchObject({ status: 'skipped', because: mode })
    const answer = await mida.handle(post({ events: [wireEvent()] }))
    expect(await answer.json()).toEqual({ results: [{ status: 'skipped', because: mode }] })
    expect(said.length > 0).toBe(mode === 'log')
  })

  it('is log in development without keys, and says so once', async () => {
    setEnvironment({ NODE_ENV: 'development' })
    const mida = createMida({ events })

    await mida.track('signed_up', {}, ANN)
    await mida.track('signed_up', {}, ANN)

    expect(said.filter((line) => line.includes('No keys are set'))).toHaveLength(1)
  })
})

describe('a key that Mida refuses', () => {
  it('is said loudly once, although onDelivery hears of each event', async () => {
    const { emulator, mida } = createKit({ apiKey: 'a-wrong-key' })
    emulator.visitors.seed({ id: 'ann' })

    await mida.track('signed_up', {}, { ...ANN, wait: 'outcome' })
    await mida.track('signed_up', {}, { ...ANN, wait: 'outcome' })

    expect(said.filter((line) => line.includes('refused the API key'))).toHaveLength(1)
    expect(said.join()).not.toContain('a-wrong-key')
  })
})

describe('a mistake in the options', () => {
  it.each([{ queueCapacity: 0 }, { connections: -1 }, { retryForMs: Number.NaN }])(
    '%j throws when the client is made',
    (option) => {
      expect(() => createMida({ events, ...KEYS, ...option })).toThrow(MidaSetupError)
    },
  )
})
