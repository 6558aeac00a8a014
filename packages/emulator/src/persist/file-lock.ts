// A file beside the state file that says which process has it open.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'

const held = new Set<string>()

/**
 * Takes the lock, also that of a process which has ended without giving it back.
 *
 * @returns what gives it back.
 * @throws Error where another process, or this one, has it.
 */
export function takeLock(path: string): () => void {
  const lock = `${path}.lock`
  if (held.has(lock)) throw new Error(`${path} is open in this process already.`)
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    const owner = Number(readFileSync(lock, 'utf8'))
    if (isRunning(owner))
      throw new Error(`${path} is in use by process ${owner}. End that, or name another file.`)
    writeFileSync(lock, String(process.pid))
  }
  held.add(lock)
  return () => {
    held.delete(lock)
    rmSync(lock, { force: true })
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
