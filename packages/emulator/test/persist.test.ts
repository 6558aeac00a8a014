// The state in a file: what a second emulator finds there.
import { existsSync } from 'node:fs'
import { appendFile, chmod, lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createEmulator, type Emulator, type EmulatorOptions } from '../src/index.ts'
import { postEvent, send } from './api-calls.ts'
import { createBrowser } from './browser.ts'

let folder = ''
let persist = ''
const open: Emulator[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mida-state-'))
  persist = join(folder, 'state.ndjson')
})
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close()
  await rm(folder, { recursive: true })
})

function start(options: EmulatorOptions = {}): Emulator {
  const emulator = createEmulator({ persist, ...options })
  open.push(emulator)
  return emulator
}

async function restart(emulator: Emulator, options: EmulatorOptions = {}): Promise<Emulator> {
  await emulator.close()
  return start(options)
}

it('keeps visitors, merges and events over a restart', async () => {
  const emulator = start()
  const jane = emulator.visitors.seed({ id: 'jane', email: 'jane@example.com' })
  const page = await createBrowser(emulator).open()
  await page.settled()
  page.mida.track('cart_opened', { total: 3 })
  await page.settled()
  const former = emulator.visitors.list().find(({ id }) => id === null)?.midaUuid ?? ''
  await page.mida.identify({ id: 'jane', plan: 'pro' })
  await postEvent(emulator, { event_name: 'order_paid', id: 'jane' })
  const before = { visitors: emulator.visitors.list(), events: emulator.events.list() }

  const second = await restart(emulator)
  expect({ visitors: second.visitors.list(), events: second.events.list() }).toEqual(before)
  expect(second.visitors.get({ midaUuid: former })?.midaUuid).toBe(jane.midaUuid)
  await postEvent(second, { event_name: 'order_paid', id: 'jane' })
  expect(second.events.list().map(({ eventId }) => eventId)).toEqual([1, 2, 3])

  const third = await restart(second)
  expect(third.events.list()).toEqual(second.events.list())
})

it('keeps a uuid unknown that was merged away for good', async () => {
  const emulator = start({ staleUuids: 'rejected' })
  emulator.visitors.seed({ id: 'jane' })
  const browser = createBrowser(emulator)
  const page = await browser.open()
  await page.settled()
  const former = browser.cookies.get('optimize_uuid') ?? ''
  await page.mida.identify({ id: 'jane' })

  let next = await restart(emulator, { staleUuids: 'rejected' })
  next = await restart(next, { staleUuids: 'rejected' })
  expect(await postEvent(next, { event_name: 'a', mida_uuid: former })).toMatchObject({ status: 400 })
  const returning = createBrowser(next)
  returning.cookies.set('optimize_uuid', former)
  await (await returning.open()).settled()
  expect(returning.cookies.get('optimize_uuid')).not.toBe(former)
})

it('is empty again after a reset', async () => {
  const emulator = start()
  emulator.visitors.seed({ id: 'jane' })
  emulator.reset()

  expect((await restart(emulator)).visitors.list()).toEqual([])
})

it('plants a seed in a file that is new, and not again in one that holds something', async () => {
  const seed = { visitors: [{}], featureFlags: { chat: true } }
  const second = await restart(start({ seed }), { seed })

  expect(second.visitors.list()).toHaveLength(1)
  second.reset()
  expect(second.visitors.list()).toHaveLength(1)
})

it('finds what belongs to a project of its seed', async () => {
  const seed = {
    projects: [{ projectKey: 'blog', apiKeys: ['blog-key'] }],
    visitors: [{ projectKey: 'blog' }],
  }
  const second = await restart(start({ seed }), { seed })

  expect(second.visitors.list('blog')).toHaveLength(1)
})

it('can be read again whatever a page tells of its visitor', async () => {
  const emulator = start()
  const { midaUuid } = emulator.visitors.seed({ id: 'jane' })
  const body = `{"key":"demo-project","uuid":"${midaUuid}","attributes":{"score":1e999}}`
  const reply = await send(emulator, 'http://localhost/collect/identify', { method: 'POST', body })

  expect(reply.status).toBe(400)
  expect((await restart(emulator)).visitors.list()).toMatchObject([{ id: 'jane', attributes: {} }])
})

it('goes through a link to the file that it names, and keeps who may read it', async () => {
  const target = join(folder, 'target.ndjson')
  await symlink(target, persist)
  await start().close()
  await chmod(target, 0o600)
  const second = start()
  second.visitors.seed({ id: 'jane' })
  await second.close()

  expect((await lstat(persist)).isSymbolicLink()).toBe(true)
  start()
  expect(() => start({ persist: target })).toThrow('is open in this process already')
  expect(await readFile(target, 'utf8')).toContain('"jane"')
  expect((await stat(target)).mode & 0o777).toBe(0o600)
})

it('says in one line that a file cannot be opened', () => {
  expect(() => start({ persist: join(folder, 'missing', 'state') })).toThrow(
    /^The state file .*state cannot be opened: there is no such folder\.$/,
  )
  expect(() => start({ persist: folder })).toThrow(/^The state file .* cannot be opened: it is a folder\.$/)
})

it('leaves out a last line that was being written when the process was killed', async () => {
  const emulator = start()
  emulator.visitors.seed({ id: 'jane' })
  await emulator.close()
  await appendFile(persist, '{"kind":"visitor","visi')

  expect(start().visitors.list()).toMatchObject([{ id: 'jane' }])
})

it('keeps no more than the emulator does', async () => {
  const emulator = start({ eventCapacity: 10 })
  emulator.visitors.seed({ id: 'jane' })
  for (let index = 0; index < 50; index += 1) await postEvent(emulator, { event_name: 'a', id: 'jane' })
  const second = await restart(emulator, { eventCapacity: 10 })

  expect(second.events.list().map(({ eventId }) => eventId)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50])
  expect((await readFile(persist, 'utf8')).split('\n').length).toBeLessThan(15)
})

it.each([
  ['a file of something else', 'hello\n', 'is not a state file of the emulator'],
  ['a line that is no JSON', '{"mida_emulator_state":1}\nhello\n', 'line 2 cannot be read'],
  [
    'a line of an unknown kind',
    '{"mida_emulator_state":1}\n{"kind":"pet"}\n',
    'line 2 cannot be read: its kind is "pet"',
  ],
  [
    'a visitor that is none',
    '{"mida_emulator_state":1}\n{"kind":"visitor","visitor":{"midaUuid":7}}\n',
    'its visitor is incomplete',
  ],
  [
    'a project that is not there',
    '{"mida_emulator_state":1}\n{"kind":"retired","projectKey":"blog","midaUuid":"a"}\n',
    'belongs to the project "blog"',
  ],
])('refuses %s, and leaves it as it is', async (_, text, message) => {
  await writeFile(persist, text)

  expect(() => start()).toThrow(message)
  expect(await readFile(persist, 'utf8')).toBe(text)
  expect(existsSync(`${persist}.lock`)).toBe(false)
})

it('refuses a file that is open already, and takes one whose process has ended', async () => {
  const emulator = start()
  expect(() => start()).toThrow('is open in this process already')
  await emulator.close()
  expect(existsSync(`${persist}.lock`)).toBe(false)

  await writeFile(`${persist}.lock`, '1')
  expect(() => start()).toThrow('is in use by process 1')
  await writeFile(`${persist}.lock`, '2147483646')
  expect(start().visitors.list()).toEqual([])
})

it('goes on in memory, with a warning, where the file cannot be written any more', async () => {
  const emulator = start()
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  await rm(folder, { recursive: true })
  emulator.reset()

  expect((await warned).message).toContain('The state is not kept any more')
  emulator.visitors.seed({ id: 'jane' })
  expect(emulator.visitors.list()).toHaveLength(1)
  await emulator.close()
  folder = await mkdtemp(join(tmpdir(), 'mida-state-'))
  expect((await stat(folder)).isDirectory()).toBe(true)
})
