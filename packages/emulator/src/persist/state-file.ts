// The state in a file: read back at the start, then one line appended for each change.
import { appendFileSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import type { Project } from '../state/project.ts'
import type { World } from '../world.ts'
import { takeLock } from './file-lock.ts'
import { restoreState } from './restore-state.ts'
import { toSnapshot } from './snapshot.ts'
import type { StateEntry } from './state-entry.ts'

export type StateFile = Readonly<{
  /** Whether the file held anything. */
  hadState: boolean
  /** Writes what waits and gives the file back. May be called twice. */
  close: () => void
}>

/** What is lost by a `kill -9` is not older than this. */
const FLUSH_MS = 50
/** So much is appended before the file is written anew with what is still there. */
const REWRITE_BYTES = 64 * 1_024 * 1_024

const open = new Set<StateFile>()
process.on('exit', () => {
  for (const file of open) file.close()
})

/**
 * Restores the world from the file and keeps the file up with it.
 *
 * @throws Error for a file that is in use, cannot be read or is no state file; a half last line is left out.
 */
export function openStateFile(name: string, world: World): StateFile {
  const path = ensureFile(name)
  const release = takeLock(path)
  try {
    const restored = restoreState(world, path, readFileSync(path, 'utf8'))
    const writer = createWriter(path, world)
    writer.rewrite()
    follow(world, writer)
    const file: StateFile = {
      hadState: restored > 0,
      close: () => {
        if (!open.delete(file)) return
        writer.end()
        release()
      },
    }
    open.add(file)
    return file
  } catch (error) {
    release()
    throw error
  }
}

/** Where the file really is: a link goes on being one when the file is written anew. */
function ensureFile(name: string): string {
  try {
    appendFileSync(name, '')
    return realpathSync(name)
  } catch (error) {
    throw new Error(`The state file ${name} cannot be opened: ${toReason(error)}.`)
  }
}

function toReason(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return String(error)
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such folder'
    case 'EISDIR':
      return 'it is a folder'
    default:
      return error.message
  }
}

function follow(world: World, writer: Writer): void {
  world.onProject(({ visitors }: Project) => {
    visitors.onChange((change) => {
      if (change.kind === 'visitor') writer.add(change)
      else writer.add({ ...change, merged: change.merged.midaUuid, atMs: world.options.nowMs() })
    })
  })
  world.events.onRecord((event) => writer.add({ kind: 'event', event }))
  world.resets.subscribe(writer.rewrite)
}

type Writer = Readonly<{ add: (entry: StateEntry) => void; rewrite: () => void; end: () => void }>

function createWriter(path: string, world: World): Writer {
  let waiting: string[] = []
  let timer: NodeJS.Timeout | null = null
  let appendedBytes = 0
  let hasEnded = false

  const orWarn = (write: () => void): void => {
    try {
      write()
    } catch (error) {
      hasEnded = true
      process.emitWarning(`The state is not kept any more: ${String(error)}`, 'MidaEmulatorWarning')
    }
  }
  const forget = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    waiting = []
  }
  const rewrite = (): void => {
    if (hasEnded) return
    forget()
    appendedBytes = 0
    orWarn(() => {
      writeFileSync(`${path}.new`, toSnapshot(world), { mode: statSync(path).mode })
      renameSync(`${path}.new`, path)
    })
  }
  const flush = (): void => {
    const lines = waiting.join('')
    forget()
    appendedBytes += lines.length
    if (appendedBytes > REWRITE_BYTES) rewrite()
    else if (lines !== '') orWarn(() => appendFileSync(path, lines))
  }
  return {
    add: (entry) => {
      if (hasEnded) return
      waiting.push(`${JSON.stringify(entry)}\n`)
      timer ??= setTimeout(flush, FLUSH_MS)
    },
    rewrite,
    end: () => {
      if (!hasEnded) flush()
      hasEnded = true
    },
  }
}
