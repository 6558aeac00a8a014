// `doctor` on an app that is well, and on one fault after the other. The key never appears in what it says.
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { API_KEY, makeHealthyApp, startMida } from './healthy-app.ts'
import { makeFolder, replaceModules, writeFiles } from './make-app.ts'
import { PUBLISHED } from './places.ts'
import { diagnose, runCommand } from './run-command.ts'

it('finds nothing wrong with the quick start', async () => {
  const { url } = await startMida()
  const folder = await makeHealthyApp(url, { '.next/static/a.js': 'clean' })

  const { status, ok, findings, text } = await diagnose(['--skip', 'route'], { cwd: folder })

  expect(findings.filter(({ status }) => status !== 'ok')).toEqual([])
  expect({ status, ok }).toEqual({ status: 0, ok: true })
  expect(text).not.toContain(API_KEY)
})

it('says it in lines, with a fix under each fault, and colours only for a terminal', async () => {
  const folder = await makeFolder({ 'package.json': '{}' })

  const plain = await runCommand(['doctor', '--only', 'packages'], { cwd: folder })
  const coloured = await runCommand(['doctor', '--only', 'packages'], {
    cwd: folder,
    env: { FORCE_COLOR: '1' },
  })
  const ci = await runCommand(['doctor', '--only', 'packages', '--ci'], {
    cwd: folder,
    env: { FORCE_COLOR: '1' },
  })

  expect(plain.status).toBe(1)
  expect(plain.stdout).toMatch(
    /^✗ packages {5}@mida-kit\/contract is not installed\.\n {15}→ Install it: npm install/m,
  )
  expect(plain.stdout).toMatch(/\n3 problems\n$/)
  expect(coloured.stdout).toContain('\u001b[')
  expect(ci.stdout).toContain('✗ packages')
  expect(ci.stdout).not.toContain('\u001b[')
})

it.each([
  [['--only', 'nonsense'], 'there is no check "nonsense"'],
  [['--env', 'staging'], '--env must be'],
  [['--url', 'ftp://x'], '--url must be'],
  [['--endpoint', 'api'], '--endpoint must be'],
  [['--no-such'], "Unknown option '--no-such'"],
  [['a', 'b'], 'one directory'],
  [['/nowhere/at/all'], 'there is no package.json'],
])('refuses %j with status 2 and one line', async (args, message) => {
  const folder = await makeFolder({ 'package.json': '{}' })

  const { status, stdout, stderr } = await runCommand(['doctor', ...args], { cwd: folder })

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr.trim()).not.toContain('\n')
})

it('fails where the one check that is asked for cannot be made', async () => {
  const folder = await makeFolder({ 'package.json': '{}' })
  const check = (...args: string[]) => diagnose(args, { cwd: folder, env: { PORT: '9' } })

  const whole = await check()

  expect(whole.findings.find(({ check }) => check === 'credentials')?.status).toBe('skipped')
  expect(await check('--only', 'credentials')).toMatchObject({ status: 1, findings: [{ status: 'problem' }] })
  expect((await check('--offline', '--skip', 'git,build')).findings.map(({ check }) => check)).not.toContain(
    'route',
  )
})

it('says what it can do, and where a command is not known', async () => {
  const folder = await makeFolder({})
  const run = (...args: string[]) => runCommand(args, { cwd: folder })

  expect(await run('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/ {2}init .*\n {2}doctor /),
  })
  expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage: mida-kit COMMAND') })
  expect(await run('doctor', '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('--only CHECK'),
  })
  expect(await run('--version')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
  expect(await run('constructor')).toMatchObject({
    status: 2,
    stderr: 'mida-kit: there is no command "constructor"; see --help\n',
  })
})

describe('the packages', () => {
  it('of several versions, and a Next with known holes, are problems', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url)
    await replaceModules(folder)
    await writeFiles(folder, {
      'node_modules/@mida-kit/react/package.json': '{"version":"0.0.9"}',
      'node_modules/next/package.json': '{"version":"16.2.10"}',
    })

    const { findings } = await diagnose(['--only', 'packages'], { cwd: folder })

    expect(findings.map(({ message }) => message)).toEqual([
      'The packages of the kit have different versions.',
      expect.stringContaining('needs next ^15.5.21 || ^16.2.11, and 16.2.10 is installed'),
    ])
  })

  it('in two copies are a problem', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url)
    await replaceModules(folder)
    await cp(
      join(PUBLISHED, '@mida-kit/contract'),
      join(folder, 'node_modules/@mida-kit/react/node_modules/@mida-kit/contract'),
      { recursive: true },
    )

    const { findings } = await diagnose(['--only', 'packages'], { cwd: folder })

    expect(findings[0]?.message).toContain('Several copies of @mida-kit/contract')
  })
})

describe('the files', () => {
  it('that are missing are named', async () => {
    const folder = await makeFolder({ 'package.json': '{}', 'app/layout.tsx': 'export default 1' })

    const { findings } = await diagnose(['--only', 'files'], { cwd: folder })

    expect(findings.map(({ message }) => message.replace(' was not found in the source.', ''))).toEqual([
      'A catalogue (defineEvents)',
      'A server client (createMida)',
      'The route',
      '<MidaProvider>',
      '<MidaScript>',
    ])
  })

  it('whose provider posts to where no route is are a problem', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url, { 'next.config.ts': "export default { basePath: '/shop' }" })
    await writeFiles(folder, { 'next.config.ts': 'export default {}' })

    const { findings } = await diagnose(['--only', 'files'], { cwd: folder })

    expect(findings[0]).toMatchObject({
      message:
        'The provider (app/layout.tsx) posts to /shop/api/m, and the route (app/api/m/route.ts) is at /api/m.',
      fix: expect.stringContaining('endpoint="/api/m"'),
    })
  })
})
