// Where the app runs on this machine: the address that `next dev` writes down, else the usual port.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isHealthy } from '../http/is-healthy.ts'
import { request } from '../http/request.ts'
import { isRecord, parseJson } from '../text/json.ts'
import type { SourceFile } from './list-source.ts'
import { readNextConfig } from './next-config.ts'

type Question = {
  readonly directory: string
  readonly source: readonly SourceFile[]
  /** The endpoint's path, by which an app on the usual port is known to be this one. */
  readonly path: string
}

/** The origin of the running app, or null. */
export async function findRunningApp({ directory, source, path }: Question): Promise<string | null> {
  for (const distDir of [...readNextConfig(source).distDirs, '.next']) {
    const origin = await readDevServer(join(directory, distDir, 'dev', 'lock'))
    if (origin !== null) return origin
  }
  return tryUsualPort(path)
}

/** Next 16 keeps the process and the address of its dev server in a lock file, also for a while after it has ended. */
async function readDevServer(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const info = parseJson(text)
  if (!isRecord(info) || typeof info.pid !== 'number' || typeof info.appUrl !== 'string') return null
  if (!isAlive(info.pid) || !URL.canParse(info.appUrl)) return null
  return new URL(info.appUrl).origin
}

/** Long for an app that runs; a stranger on the port is not waited for. */
const GUESS_MS = 5_000

/** Another app may have this port, so only the endpoint's own answer counts. */
async function tryUsualPort(path: string): Promise<string | null> {
  const origin = `http://localhost:${process.env.PORT ?? '3000'}`
  if (!URL.canParse(origin)) return null
  const answer = await request(`${origin}${path}?health`, { deadlineMs: GUESS_MS })
  return answer.reached && isHealthy(answer) ? origin : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
