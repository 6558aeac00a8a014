// What the doctor asks of Mida: whether the key fits, which events it knows, whether its script loads.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { API_KEY, makeHealthyApp, PROJECT_KEY, record, startMida, toEnvLocal } from './healthy-app.ts'
import { makeFolder } from './make-app.ts'
import { PACKAGE } from './places.ts'
import { diagnose } from './run-command.ts'

const NOWHERE = 'http://127.0.0.1:9'

describe('the credentials', () => {
  const check = async (midaUrl: string, env: Record<string, string> = {}) => {
    const folder = await makeFolder({ 'package.json': '{}', '.env.local': toEnvLocal(midaUrl) })
    return diagnose(['--only', 'credentials'], { cwd: folder, env })
  }

  it('that Mida takes are fine, and asking writes nothing', async () => {
    const { emulator, url } = await startMida()

    expect(await check(url)).toMatchObject({ status: 0, findings: [{ status: 'ok' }] })
    expect(emulator.requests.list().map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v2/project/${PROJECT_KEY}/events?limit=1`,
    ])
  })

  it.each([
    ['a key that Mida refuses', { MIDA_API_KEY: 'another-key' }, 'refuses the API key'],
    ['a project that the key is not for', { NEXT_PUBLIC_MIDA_PROJECT_KEY: 'other' }, 'refuses the API key'],
  ])('with %s are a problem', async (_, env, message) => {
    const { url } = await startMida()

    const { status, findings } = await check(url, env)

    expect({ status, message: findings[0]?.message }).toEqual({
      status: 1,
      message: expect.stringContaining(message),
    })
  })

  it('with an address that is not the base of the API are a problem', async () => {
    const { url } = await startMida()

    const { findings } = await check(url, { MIDA_API_URL: `${url}/v3` })

    expect(findings[0]).toMatchObject({ status: 'problem', fix: expect.stringContaining('/v2') })
  })

  it('cannot be judged where nothing answers', async () => {
    const { findings } = await check(NOWHERE)

    expect(findings[0]?.message).toMatch(/cannot be reached at http:\/\/127\.0\.0\.1:9\/v2/)
  })

  it('of a project that lives in the other region are told so', async () => {
    const { url } = await startMida()
    const folder = await makeFolder({ 'package.json': '{}' })
    const env = {
      MIDA_API_KEY: API_KEY,
      NEXT_PUBLIC_MIDA_PROJECT_KEY: PROJECT_KEY,
      NODE_OPTIONS: `--import ${join(PACKAGE, 'test', 'redirect-hosts.mjs')}`,
      HOSTS: JSON.stringify({
        'api-eu.mida.so': url,
        'api-us.mida.so': (await startMida('another-project')).url,
      }),
    }

    const asked = await diagnose(['--only', 'credentials'], { cwd: folder, env })
    const put = await diagnose(['--only', 'credentials'], { cwd: folder, env: { ...env, MIDA_REGION: 'eu' } })

    expect(asked.findings[0]).toMatchObject({ status: 'problem', fix: 'Set MIDA_REGION=eu.' })
    expect(put.findings[0]?.status).toBe('ok')
  })
})

describe('the events', () => {
  it('that were never recorded are told, and are no fault', async () => {
    const { emulator, url } = await startMida()
    const folder = await makeHealthyApp(url)
    await record(emulator, 'signed_up')

    const { status, findings } = await diagnose(['--only', 'events'], { cwd: folder })

    expect(status).toBe(0)
    expect(findings).toEqual([
      {
        check: 'events',
        status: 'ok',
        message: '1 of 3 events of lib/mida/events.ts were recorded at least once',
        details: ['form_submitted: not recorded yet', 'plan_upgraded: not recorded yet'],
      },
    ])
  })

  it('that Mida knows in another spelling are a warning', async () => {
    const { emulator, url } = await startMida()
    const folder = await makeHealthyApp(url)
    await record(emulator, 'Plan Upgraded')

    const { findings } = await diagnose(['--only', 'events'], { cwd: folder })

    expect(findings[0]).toMatchObject({
      status: 'warning',
      message: 'Mida has recorded "Plan Upgraded", and the catalogue says "plan_upgraded".',
    })
  })

  it('are asked for one by one where more were recorded than one list holds', async () => {
    const { emulator, url } = await startMida()
    const folder = await makeHealthyApp(url)
    await record(emulator, 'plan_upgraded')
    for (let count = 0; count < 500; count += 1) await record(emulator, 'noise')

    const { findings } = await diagnose(['--only', 'events'], { cwd: folder })

    expect(findings[0]?.details).toEqual(['signed_up: not recorded yet', 'form_submitted: not recorded yet'])
  })

  it('are read off a catalogue of constants, with what cannot be read told', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url, {
      'lib/mida/events.ts': `import { defineEvents } from '@mida-kit/contract'
const entries = { 'a b': {}, [\`c\`]: {}, plain: {}, ...others } as const
export const events = defineEvents(entries)
`,
    })

    const { findings } = await diagnose(['--only', 'events'], { cwd: folder })

    expect(findings[0]?.details).toEqual(['a b: not recorded yet', 'plain: not recorded yet'])
    expect(findings[0]?.message).toContain('names that are made at run time are left out')
  })
})

describe('the script', () => {
  it('that does not load is a problem', async () => {
    const { url } = await startMida()
    const folder = await makeFolder({ 'package.json': '{}', '.env.local': toEnvLocal(url) })
    const check = (script: string) =>
      diagnose(['--only', 'script'], { cwd: folder, env: { NEXT_PUBLIC_MIDA_SCRIPT_URL: script } })

    expect((await check(`${url}/js/optimize.js`)).findings[0]?.status).toBe('ok')
    expect((await check(`${url}/js/optimize.js?fault=missing`)).findings[0]?.status).toBe('problem')
    expect((await check(`${NOWHERE}/optimize.js`)).findings[0]?.status).toBe('problem')
  })
})
