// The command, built and run as a child process.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
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
  await cp(join(packageDir, 'assets'), join(buildDir, 'assets'), { recursive: true })
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

it('prints where the API, the script and the page are', async () => {
  const { url, output } = await startCli()

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
  expect(stderr).toBe(
    `mida-emulator: Cannot listen on 127.0.0.1:${port}: the port is in use. Choose another with --port.\n`,
  )
})

it.each([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--port', 'x'], '--port must be a number from 0 to 65535, not "x"'],
  [['--port', '65536'], '--port must be'],
  [['--port'], '--port'],
  [['--host', ''], '--host must not be empty'],
  [['--seed', ''], '--seed must not be empty'],
  [['--random-seed', '1.5'], '--random-seed must be a number from 0 to 4294967295, not "1.5"'],
  [['--random-seed', '-1'], "Option '--random-seed' argument is ambiguous. See mida-emulator --help."],
  [['--events', '0'], '--events must be a number from 1'],
  [['--project', 'shop'], '--project must be KEY:APIKEY'],
  [['4800'], "Unexpected argument '4800'"],
])('ends with status 2 and one line for %o', async (args, line) => {
  const { code, stderr } = await runCli(...args)

  expect(code).toBe(2)
  expect(stderr).toContain(line)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

it.each([
  ['missing.json', null, 'cannot be read: there is no such file.'],
  ['half.json', '{"visitors":', 'is not JSON: '],
  ['wrong.json', '{"visitors":[{"id":7}]}', 'is wrong: visitors[0]: id must be a string that is not empty.'],
  ['twice.json', '{"events":[{"name":"a","id":"nobody"}]}', 'events[0]: No visitor has the id "nobody"'],
])(
  'ends with status 1 and one line that says what is wrong with the seed file %s',
  async (name, text, line) => {
    const path = join(buildDir, name)
    if (text !== null) await writeFile(path, text)
    const { code, stderr } = await runCli('--port', '0', '--seed', path)

    expect(code).toBe(1)
    expect(stderr).toContain(line)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  },
)

it('has what its seed file says, and the same uuids for the same random seed', async () => {
  const path = join(buildDir, 'seed.json')
  await writeFile(
    path,
    `\uFEFF${JSON.stringify({ visitors: [{ id: 'jane' }], featureFlags: { chat: true } })}`,
  )
  const readUuid = async () => {
    const { url } = await startCli('--seed', path, '--random-seed', '42')
    const state = await (await fetch(`${url}/emulator/state`)).json()
    return state.visitors[0].midaUuid
  }

  expect(await readUuid()).toBe(await readUuid())
})

it('keeps its state over SIGKILL, and says when another process has the file', async () => {
  const path = join(buildDir, 'state.ndjson')
  const first = await startCli('--persist', path)
  const seed = (url: string, id: string) =>
    fetch(`${url}/emulator/seed`, { method: 'POST', body: JSON.stringify({ id }) })
  await seed(first.url, 'jane')
  const second = await runCli('--port', '0', '--persist', path)
  expect([second.code, second.stderr]).toEqual([
    1,
    expect.stringContaining(`is in use by process ${first.child.pid}`),
  ])
  await waitForText(path, 'jane')
  const ended = new Promise((resolve) => first.child.on('exit', resolve))
  first.child.kill('SIGKILL')
  await ended

  const { url } = await startCli('--persist', path)
  expect(await (await fetch(`${url}/emulator/state`)).json()).toMatchObject({ visitors: [{ id: 'jane' }] })
})

/** Resolves when the file holds the text, as it must soon. */
async function waitForText(path: string, text: string): Promise<void> {
  while (!(await readFile(path, 'utf8')).includes(text)) await new Promise(setImmediate)
}

it('prints its help and its version', async () => {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'))

  expect((await runCli('--help')).stdout).toMatch(
    /--port[\s\S]*--host[\s\S]*--project[\s\S]*--seed[\s\S]*--persist[\s\S]*--random-seed[\s\S]*--events[\s\S]*--version/,
  )
  expect((await runCli('-h')).stdout).toBe((await runCli('--help')).stdout)
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
  expect(await readdir(join(app, 'node_modules', '@mida-kit', 'emulator', 'assets'))).toEqual([
    'page.css',
    'page.js',
  ])
}, 60_000)
