// A real Next app of the test: built, started on a free port, stopped after it.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { PACKAGE, PUBLISHED } from './places.ts'
import { runNode } from './run-command.ts'

/** Within the workspace: a bundler does not follow links out of it. */
export const APPS = join(PACKAGE, '.cache', 'apps')

const NEXT = join(PUBLISHED, 'next', 'dist', 'bin', 'next')
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** `next build`; throws with its output where it fails. */
export async function buildApp(folder: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const { status, stdout, stderr } = await runNode([NEXT, 'build'], { cwd: folder, env })
  if (status !== 0) throw new Error(`next build ended with ${status}:\n${stdout}${stderr}`)
}

/** `next start`; resolves with its origin when it is ready. */
export function startApp(folder: string): Promise<string> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [NEXT, 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: folder,
    env: { PATH, HOME, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    let said = ''
    const read = (chunk: Buffer): void => {
      said += chunk.toString()
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
      if (origin && /Ready/.test(said)) resolve(origin)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', () => reject(new Error(`next start ended:\n${said}`)))
  })
}
