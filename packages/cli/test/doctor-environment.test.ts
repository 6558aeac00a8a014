// What the doctor says of the variables, and that the kit's own client says the same.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeFolder } from './make-app.ts'
import { PUBLISHED } from './places.ts'
import { diagnose } from './run-command.ts'

/** What the kit's own client refuses; the doctor must not know better. */
const WRONG: readonly Record<string, string>[] = [
  { MIDA_API_KEY: '', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' },
  { MIDA_API_KEY: 'k'.repeat(20) },
  { MIDA_API_KEY: 'Bearer abcdefgh', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' },
  { MIDA_API_KEY: ' spaces-around ', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' },
  { MIDA_API_KEY: 'ключ-ключ', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' },
  { MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: '..' },
  { MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_REGION: 'asia' },
  { MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_API_URL: 'http://mida.example' },
  { MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_API_URL: 'nonsense' },
  {
    MIDA_API_KEY: 'k'.repeat(20),
    NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p',
    MIDA_API_URL: 'https://a:b@mida.example',
  },
  { MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_MODE: 'loud' },
  { MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'k'.repeat(20) },
  { MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', NEXT_PUBLIC_OTHER: 'k'.repeat(20) },
  { NEXT_PUBLIC_MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' },
]

let codes: readonly string[] = []
beforeAll(() => {
  codes = readCodesOfKit(WRONG)
})

describe('the environment', () => {
  const check = async (
    files: Record<string, string>,
    env: Record<string, string> = {},
    args: string[] = [],
  ) => {
    const folder = await makeFolder({ 'package.json': '{}', ...files })
    return diagnose(['--only', 'environment', ...args], { cwd: folder, env })
  }

  it('is read in the order of Next, for the mode that is asked for', async () => {
    const files = {
      '.env': 'MIDA_API_KEY=from-env-file\nNEXT_PUBLIC_MIDA_PROJECT_KEY=a',
      '.env.production': 'NEXT_PUBLIC_MIDA_PROJECT_KEY=b',
      '.env.local': 'MIDA_REGION=eu',
    }

    const development = await check(files)
    const production = await check(files, { MIDA_REGION: 'us' }, ['--env', 'production'])

    expect(development.findings[0]?.message).toBe(
      'project key from .env, API key from .env, region eu (development)',
    )
    expect(production.findings[0]?.message).toBe(
      'project key from .env.production, API key from .env, region us (production)',
    )
  })

  it.each(WRONG)('is refused with the code of the kit: %j', async (env) => {
    const code = codes[WRONG.indexOf(env)]

    const { status, findings } = await check({}, env, ['--env', 'production'])

    expect(code).toMatch(/^MIDA-3/)
    expect(findings.map((finding) => finding.code)).toContain(code)
    expect(findings.find((finding) => finding.code === code)?.fix).toBeTruthy()
    expect(status).toBe(1)
  })

  it.each([
    [{ MIDA_API_KEY: '"in-quotation-marks"' }, 'MIDA-307'],
    [{ MIDA_API_KEY: 'YOUR_GENERATED_API_KEY' }, 'MIDA-307'],
    [{ MIDA_API_KEY: 'secret-secret', NEXT_PUBLIC_OTHER: 'Bearer secret-secret' }, 'MIDA-303'],
    [{ MIDA_API_KEY: 'secret-secret', MIDA_PROJECT_KEY: 'secret-secret' }, 'MIDA-303'],
    [{ MIDA_API_KEY: 'Bearer secret-secret', VITE_KEY: 'https://a.example/?key=secret-secret' }, 'MIDA-303'],
  ])('is refused for what is often copied along: %j', async (env, code) => {
    const { findings } = await check({}, { NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', ...env })

    expect(findings.map((finding) => finding.code)).toContain(code)
  })

  it('without any key is a warning in development', async () => {
    expect(await check({})).toMatchObject({ status: 0, findings: [{ status: 'warning' }] })
  })

  it('with a public name for the key is a problem in every .env file, of any mode', async () => {
    const { findings } = await check(
      { '.env.production': 'NEXT_PUBLIC_TOKEN=secret-secret' },
      { MIDA_API_KEY: 'secret-secret', MIDA_PROJECT_KEY: 'p' },
    )

    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'MIDA-303',
        message: expect.stringContaining('NEXT_PUBLIC_TOKEN (.env.production)'),
      }),
    )
  })

  it('that next.config puts into the pages is a warning', async () => {
    const { findings } = await check(
      { 'next.config.js': 'module.exports = { env: { MIDA_API_KEY: process.env.MIDA_API_KEY } }' },
      { MIDA_API_KEY: 'secret-secret', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' },
    )

    expect(findings).toContainEqual(expect.objectContaining({ status: 'warning', code: 'MIDA-303' }))
  })

  it('that names a local Mida is a warning in production', async () => {
    const env = {
      MIDA_API_KEY: 'secret-secret',
      NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p',
      MIDA_API_URL: 'http://127.0.0.1:4800/v2',
    }

    expect((await check({}, env)).findings[0]?.status).toBe('ok')
    expect((await check({}, env, ['--env', 'production'])).findings).toEqual([
      expect.objectContaining({ status: 'warning', message: expect.stringContaining('MIDA_API_URL') }),
    ])
  })

  it('never shows a value, also where the key stands under the wrong name', async () => {
    const env = { MIDA_REGION: 'pasted-secret', MIDA_MODE: 'pasted-secret', MIDA_API_URL: 'pasted-secret' }

    const { status, text } = await check({}, env)

    expect(status).toBe(1)
    expect(text).not.toContain('pasted-secret')
  })

  it('that turns recording off in production is a warning', async () => {
    const env = { MIDA_API_KEY: 'secret-secret', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_MODE: 'log' }

    expect((await check({}, env)).findings[0]?.status).toBe('ok')
    expect((await check({}, env, ['--env', 'production'])).findings[0]?.status).toBe('warning')
  })
})

/** The code that the kit's own client gives for each environment, read off what it prints at first use. */
function readCodesOfKit(environments: readonly Record<string, string>[]): string[] {
  const script = `
    import { createMida } from '@mida-kit/server'
    for (const environment of ${JSON.stringify(environments)}) {
      process.env = { NODE_ENV: 'production', ...environment }
      console.error('next')
      await createMida({ events: {} }).handle(new Request('http://a.example/api/m', {
        method: 'POST', body: '{"events":[]}',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      }))
    }`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(PUBLISHED, '..'),
    env: {},
  })
  const parts = stderr.toString().split('next\n').slice(1)
  return parts.map((part) => /MIDA-\d{3}/.exec(part)?.[0] ?? part)
}
