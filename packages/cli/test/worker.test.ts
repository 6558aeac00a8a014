// `worker`: sends from the outbox of an app that does not, stops when it is told to, and says by its status how that went.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { afterTest, makeOutbox, newFolder, startMida, toEntry } from './outbox-file.ts'
import { COMMAND } from './places.ts'
import { runCommand } from './run-command.ts'

/** A command starts slowly on a busy machine. */
const PATIENT = { timeoutMs: 30_000 }

type Worker = {
  readonly stop: (signal?: NodeJS.Signals) => void
  readonly ended: Promise<{ status: number | null; stdout: string; stderr: string }>
}

function startWorker(args: readonly string[], options: { cwd: string; env: Record<string, string> }): Worker {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [COMMAND, 'worker', ...args], {
    cwd: options.cwd,
    env: { PATH, HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  afterTest(() => child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString()
  })
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString()
  })
  const ended = once(child, 'close').then(([status]) => ({ status, ...said }))
  return { stop: (signal = 'SIGTERM') => void child.kill(signal), ended }
}

describe('worker', () => {
  it('sends what waits and what comes in later, and ends with 0 where it is told to stop', async () => {
    const { emulator, env } = await startMida()
    const { folder, path, outbox } = await makeOutbox({ eventId: 'waiting' })
    const worker = startWorker(['--file', path], { cwd: folder, env })

    await emulator.waitForEvent({ properties: { kit_event_id: 'waiting' } }, PATIENT)
    await outbox.add(toEntry({ eventId: 'later' }))
    await emulator.waitForEvent({ properties: { kit_event_id: 'later' } }, PATIENT)
    worker.stop()

    const { status, stderr } = await worker.ended
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(stderr).toContain('2 events recorded')
    expect(emulator.events.list()).toHaveLength(2)
  })

  it('ends at its deadline with 1 where Mida has not answered, and keeps the event', async () => {
    const { emulator, env } = await startMida()
    emulator.fail({ kind: 'delay', ms: 30_000 })
    const { folder, path, outbox } = await makeOutbox({})
    const worker = startWorker(['--file', path, '--drain-within', '200ms'], { cwd: folder, env })

    await emulator.waitForEvent({}, PATIENT)
    worker.stop()

    expect(await worker.ended).toMatchObject({ status: 1 })
    expect(await outbox.status()).toMatchObject({ waiting: { server: 1 } })
  })

  it('with --once sends what is due and ends: with 0 where nothing waits, with 1 where Mida is down', async () => {
    const { emulator, env } = await startMida()
    const { folder, path, outbox } = await makeOutbox({}, {}, {})
    const once = () => runCommand(['worker', '--once', '--json', '--file', path], { cwd: folder, env })

    const first = await once()
    expect(first.status).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({
      version: 1,
      counts: { recorded: 3 },
      holds: { waiting: { server: 0, browser: 0 } },
    })
    await outbox.add(toEntry())
    emulator.fail({ status: 503, times: Number.POSITIVE_INFINITY })
    expect((await once()).status).toBe(1)
    expect(await outbox.status()).toMatchObject({ waiting: { server: 1 } })
  })

  it('reads the keys and the file’s path from the .env files', async () => {
    const { emulator, env } = await startMida()
    const { folder } = await makeOutbox({})
    const lines = Object.entries({ ...env, MIDA_OUTBOX: './mida.db' }).map(
      ([name, value]) => `${name}=${value}`,
    )
    writeFileSync(join(folder, '.env.local'), lines.join('\n'))

    expect(await runCommand(['worker', '--once'], { cwd: folder })).toMatchObject({ status: 0 })
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('makes no file where there is none, unless it is told to', async () => {
    const { env } = await startMida()
    const cwd = newFolder()
    const run = (...args: string[]) =>
      runCommand(['worker', '--once', '--file', 'mida.db', ...args], { cwd, env })

    const { status, stderr } = await run()
    expect(status).toBe(2)
    expect(stderr).toContain('MIDA-411')
    expect((await run('--create')).status).toBe(0)
    expect((await run()).status).toBe(0)
  })

  it('without keys ends with 2 and the code, and takes nothing', async () => {
    const { folder, path, outbox } = await makeOutbox({})

    const { status, stderr } = await runCommand(['worker', '--file', path], { cwd: folder })

    expect(status).toBe(2)
    expect(stderr).toContain('MIDA-301')
    expect(await outbox.status()).toMatchObject({ waiting: { server: 1 } })
  })
})
