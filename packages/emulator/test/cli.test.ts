// The command, built and run as a child process.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const packageDir = fileURLToPath(new URL('..', import.meta.url))
const children: ChildProcess[] = []
let buildDir = ''
let cli = ''

beforeAll(async () => {
  buildDir = await mkdtemp(join(tmpdir(), 'mida-emulator-'))
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc')
  await run(process.execPath, [
    tsc,
    '-p',
    join(packageDir, 'tsconfig.build.json'),
    '--outDir',
    join(buildDir, 'dist'),
  ])
  await cp(join(packageDir, 'package.json'), join(buildDir, 'package.json'))
  cli = join(buildDir, 'dist', 'cli.js')
}, 60_000)
afterAll(() => rm(buildDir, { recursive: true, force: true }))
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** Runs it to its end. */
async function runCli(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await run(process.execPath, [cli, ...args])) }
  } catch (error) {
    return error as { code: unknown; stdout: string; stderr: string }
  }
}

/** Starts it, and resolves when it has said where it is. */
async function startCli(...args: string[]): Promise<{ child: ChildProcess; url: string; output: string }> {
  const child = spawn(process.execPath, [cli, '--port', '0', ...args])
  children.push(child)
  const output = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('Page ')) resolve(text)
    })
    child.on('exit', () => reject(new Error('It ended before it was ready.')))
  })
  return { child, output, url: /Page +(\S+)\/\n/.exec(output)?.[1] ?? '' }
}

it('starts in less than two seconds, and prints where the API, the script and the page are', async () => {
  const startMs = performance.now()
  const { url, output } = await startCli()

  expect(performance.now() - startMs).toBeLessThan(2_000)
  expect(output).toContain(`API base  ${url}/v2\n`)
  expect(output).toContain(`Script    ${url}/js/optimize.js?key=demo-project\n`)
  expect((await fetch(url)).status).toBe(200)
})

it('has the projects and API keys that it is given', async () => {
  const { url } = await startCli(
    '--project',
    'shop:key-1',
    '--project',
    'shop:key:2',
    '--project',
    'blog:key-3',
  )
  const statusOf = async (project: string, apiKey: string) =>
    (await fetch(`${url}/v2/project/${project}/events`, { headers: { 'api-key': apiKey } })).status

  expect([
    await statusOf('shop', 'key-1'),
    await statusOf('shop', 'key:2'),
    await statusOf('blog', 'key-3'),
  ]).toEqual([200, 200, 200])
  expect([await statusOf('blog', 'key-1'), await statusOf('demo-project', 'demo-api-key')]).toEqual([
    401, 401,
  ])
})

it.each(['SIGINT', 'SIGTERM'] as const)(
  'ends at once with status 0 on %s, with a connection open',
  async (signal) => {
    const { child, url } = await startCli()
    await fetch(`${url}/emulator/stream`)
    const ended = new Promise((resolve) => child.on('exit', resolve))
    child.kill(signal)

    expect(await ended).toBe(0)
  },
)

it('ends with status 1 and one clear line when the port is in use', async () => {
  const { url } = await startCli()
  const { port } = new URL(url)
  const { code, stderr } = await runCli('--port', port)

  expect(code).toBe(1)
  expect(stderr).toBe(`mida-emulator: Cannot listen on 127.0.0.1:${port}: the port is in use.\n`)
})

it.each([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--port', 'x'], '--port must be a number from 0 to 65535, not "x"'],
  [['--port', '65536'], '--port must be'],
  [['--port'], '--port'],
  [['--host', ''], '--host must not be empty'],
  [['--project', 'shop'], '--project must be KEY:APIKEY'],
  [['4800'], "Unexpected argument '4800'"],
])('ends with status 2 and one line for %o', async (args, line) => {
  const { code, stderr } = await runCli(...args)

  expect(code).toBe(2)
  expect(stderr).toContain(line)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

it('prints its help and its version', async () => {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'))

  expect((await runCli('--help')).stdout).toMatch(
    /--port[\s\S]*--host[\s\S]*--project[\s\S]*--help[\s\S]*--version/,
  )
  expect(await runCli('--version')).toMatchObject({ code: 0, stdout: `${version}\n` })
})

it('is the command of the packed package', async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts'], { cwd: buildDir })
  const [{ filename }] = JSON.parse(stdout)
  const app = join(buildDir, 'app')
  const options = ['--prefix', app, '--offline', '--no-audit', '--no-fund', '--no-save']
  await run('npm', ['install', ...options, join(buildDir, filename)], { cwd: buildDir })

  const command = join(app, 'node_modules', '.bin', 'mida-emulator')
  expect((await run(command, ['--help'])).stdout).toContain('Usage: mida-emulator')
}, 60_000)
