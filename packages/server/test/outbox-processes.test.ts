// Several processes on one outbox, and processes that end: by themselves, when they are told to, and by `kill -9`.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { afterTest, createOutboxKit, newPath, openOutbox, PLAN, recordedIds, USER } from './outbox-support.ts'

const CHILD = fileURLToPath(new URL('../node_modules/.cache/outbox-child.mjs', import.meta.url))

/** Bundled, as an app's server is: the thread must come along. */
beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./outbox-child.ts', import.meta.url))],
    outfile: CHILD,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['undici', 'libsql'],
  })
}, 60_000)

type Mida = Emulator & { readonly apiUrl: string }

async function listen(): Promise<Mida> {
  const emulator = createEmulator()
  for (let number = 0; number < 7; number += 1) emulator.visitors.seed({ id: `user_${number}` })
  const server = await emulator.listen()
  afterTest(server.close)
  return { ...emulator, apiUrl: `${server.url}/v2` }
}

type Child = {
  readonly process: ChildProcess
  readonly lines: string[]
  readonly said: (line: string) => Promise<void>
}

function start(...args: readonly string[]): Child {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  afterTest(() => child.kill('SIGKILL'))
  const lines: string[] = []
  let rest = ''
  const listeners = new Set<() => void>()
  child.stdout.on('data', (chunk) => {
    const parts = `${rest}${chunk}`.split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    for (const look of listeners) look()
  })
  const said = (line: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!lines.includes(line) && !(line === 'any' && lines.length > 1)) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
    })
  return { process: child, lines, said }
}

/** What the child was told is queued. */
function queuedIds({ lines }: Child): string[] {
  return lines.filter((line) => line !== 'started' && line !== 'done')
}

async function kill({ process: child }: Child, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill(signal)
  const [code] = await exited
  return code
}

/** Sends what is left in the file, as the next process would. */
async function deliverTheRest(path: string, mida: Mida): Promise<ReturnType<typeof createOutboxKit>> {
  const kit = createOutboxKit({ outbox: openOutbox({ path }), emulator: mida })
  await kit.mida.start()
  await kit.mida.flush({ withinMs: 20_000 })
  return kit
}

describe('a process that is killed', () => {
  it('loses nothing that it was told is queued, and doubles only what was under way, with the same id', async () => {
    const mida = await listen()
    const path = newPath()
    const queued: string[] = []
    for (const afterCount of [5, 40, 120]) {
      const child = start(path, mida.apiUrl, '2000')
      await child.said('any')
      await mida.waitForEvent((_event) => mida.events.list().length >= queued.length / 2 + afterCount, {
        timeoutMs: 20_000,
      })
      await kill(child, 'SIGKILL')
      queued.push(...queuedIds(child))
    }

    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    const lost = queued.filter((id) => !recorded.includes(id))
    expect(lost).toEqual([])
    // 32 requests were under way at most, each time.
    expect(recorded.length - new Set(recorded).size).toBeLessThanOrEqual(3 * 32)
    expect(await kit.outbox.status()).toMatchObject({ waiting: { server: 0 }, dead: 0, inDoubt: 0 })
  }, 60_000)

  it('doubles nothing that is at-most-once: what was under way is in doubt', async () => {
    const mida = await listen()
    const path = newPath()
    const child = start(path, mida.apiUrl, '2000', 'paid_once')
    await mida.waitForEvent(() => mida.events.list().length >= 30, { timeoutMs: 20_000 })
    await kill(child, 'SIGKILL')

    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    const inDoubt = (await kit.outbox.list({ state: 'in_doubt' })).map(({ eventId }) => eventId)
    const lost = queuedIds(child).filter((id) => !recorded.includes(id) && !inDoubt.includes(id))
    expect(lost).toEqual([])
    expect(new Set(recorded).size).toBe(recorded.length)
  }, 60_000)
})

describe('a process that is told to stop', () => {
  it('finishes what is under way, leaves the rest on disk, and doubles nothing', async () => {
    const mida = await listen()
    const path = newPath()
    const child = start(path, mida.apiUrl, '5000')
    await mida.waitForEvent(() => mida.events.list().length >= 30, { timeoutMs: 20_000 })

    await kill(child, 'SIGTERM')
    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    expect(queuedIds(child).filter((id) => !recorded.includes(id))).toEqual([])
    expect(new Set(recorded).size).toBe(recorded.length)
  }, 60_000)
})

describe('two processes on one file', () => {
  it('record each event once, each visitor’s in order', async () => {
    const mida = await listen()
    const path = newPath()
    const children = [start(path, mida.apiUrl, '200'), start(path, mida.apiUrl, '200')]
    await Promise.all(children.map((child) => child.said('done')))
    await Promise.all(children.map((child) => kill(child, 'SIGTERM')))

    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    expect(recorded).toHaveLength(400)
    expect(new Set(recorded).size).toBe(400)
    for (const child of children) {
      for (let number = 0; number < 7; number += 1) {
        const own = queuedIds(child).filter((_, index) => index % 7 === number)
        expect(recorded.filter((id) => own.includes(id))).toEqual(own)
      }
    }
  }, 60_000)

  it('leave an event to the one that is alive, where the other does not answer any more', async () => {
    const mida = await listen()
    const path = newPath()
    const child = start(path, mida.apiUrl, '0')
    await child.said('started')
    const kit = createOutboxKit({ outbox: openOutbox({ path }), emulator: mida })

    await kill(child, 'SIGKILL')
    const delivery = await kit.mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(delivery.status).toBe('recorded')
  }, 60_000)
})
