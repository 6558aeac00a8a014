// Processes of their own for the outbox's tests: what they are built from, started with, told and killed by.
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { build } from 'esbuild'
import { afterTest } from './outbox-support.ts'

const CHILD = fileURLToPath(new URL('../node_modules/.cache/outbox-child.mjs', import.meta.url))

/** Bundled, as an app's server is: the thread must come along. */
export async function buildChild(): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('./outbox-child.ts', import.meta.url))],
    outfile: CHILD,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['undici', 'libsql', 'pg', 'pg-boss'],
  })
}

/** A Mida that other processes can reach. */
export type ListeningMida = Emulator & { readonly apiUrl: string }

export async function listen(): Promise<ListeningMida> {
  const emulator = createEmulator()
  for (let number = 0; number < 7; number += 1) emulator.visitors.seed({ id: `user_${number}` })
  const server = await emulator.listen()
  afterTest(server.close)
  return { ...emulator, apiUrl: `${server.url}/v2` }
}

export type Child = {
  readonly process: ChildProcess
  readonly lines: string[]
  readonly said: (line: string) => Promise<void>
}

export function start(...args: readonly string[]): Child {
  return listenTo(spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }))
}

/** The same on a system that refuses to let a file grow beyond 2 MB. */
export function startOnSmallDisk(...args: readonly string[]): Child {
  const command = ['-c', 'ulimit -f 2048; exec "$0" "$@"', process.execPath, CHILD, ...args]
  return listenTo(spawn('bash', command, { stdio: ['ignore', 'pipe', 'ignore'] }))
}

function listenTo(child: ChildProcessByStdio<null, Readable, null>): Child {
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
export function queuedIds({ lines }: Child): string[] {
  return lines.filter((line) => line !== 'started' && line !== 'done')
}

export async function kill({ process: child }: Child, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill(signal)
  const [code] = await exited
  return code
}
