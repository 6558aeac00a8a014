// What the doctor says of the variables, and that the kit's own client says the same.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from './make-app.ts'
import { PUBLISHED } from './places.ts'
import { diagnose } from './run-command.ts'

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

  // What the kit's own client says of the same variables: the doctor must not know better.
  it.each([
    [{ MIDA_API_KEY: '', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' }],
    [{ MIDA_API_KEY: 'k'.repeat(20) }],
    [{ MIDA_API_KEY: 'Bearer abcdefgh', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' }],
    [{ MIDA_API_KEY: ' spaces-around ', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' }],
    [{ MIDA_API_KEY: 'ключ-ключ', NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' }],
    [{ MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: '..' }],
    [{ MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_REGION: 'asia' }],
    [
      {
        MIDA_API_KEY: 'k'.repeat(20),
        NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p',
        MIDA_API_URL: 'http://mida.example',
      },
    ],
    [{ MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_API_URL: 'nonsense' }],
    [
      {
        MIDA_API_KEY: 'k'.repeat(20),
        NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p',
        MIDA_API_URL: 'https://a:b@mida.example',
      },
    ],
    [{ MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', MIDA_MODE: 'loud' }],
    [{ MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'k'.repeat(20) }],
    [{ MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p', NEXT_PUBLIC_OTHER: 'k'.repeat(20) }],
    [{ NEXT_PUBLIC_MIDA_API_KEY: 'k'.repeat(20), NEXT_PUBLIC_MIDA_PROJECT_KEY: 'p' }],
  ])('is refused with the code of the kit: %j', async (env) => {
    const code = await readCodeOfKit(env)

    const { status, findings } = await check({}, env, ['--env', 'production'])

    expect(code).toMatch(/^MIDA-3/)
    expect(findings.map((finding) => finding.code)).toContain(code)
    expect(findings.find((finding) => finding.code === code)?.fix).toBeTruthy()
    expect(status).toBe(1)
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

/** The code that the kit's own client gives for an environment, read off what it prints at first use. */
async function readCodeOfKit(env: Record<string, string>): Promise<string | undefined> {
  const script = `
    import { createMida } from '@mida-kit/server'
        const mida = createMida({ events: {} })
    await mida.handle(new Request('http://a.example/api/m', {
      method: 'POST', body: '{"events":[]}',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(PUBLISHED, '..'),
    env: { ...env, NODE_ENV: 'production' },
  })
  return /MIDA-\d{3}/.exec(`${stdout}${stderr}`)?.[0]
}
