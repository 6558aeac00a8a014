// @ts-check
// A disk of some megabytes that is full until somebody frees it: a tmpfs, which needs root on Linux.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Room enough for SQLite’s log (4 MB) and the folding of it, once the disk is free. */
const DISK_BYTES = 16_000_000
/** What is left for the outbox while the disk is full. */
const ROOM_BYTES = 500_000

/** Null where this machine lets nobody mount one. @param {string} folder an empty folder that becomes the disk */
export function mountSmallDisk(folder) {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder])
  if (status !== 0) return null
  const filler = join(folder, 'filler')
  writeFileSync(filler, Buffer.alloc(DISK_BYTES - ROOM_BYTES))
  return {
    free: () => rmSync(filler, { force: true }),
    unmount: () => void spawnSync('umount', ['-l', folder]),
  }
}
