// Looks for a secret in every file of a folder: large folders in parallel, compressed files unpacked, no link followed.
import { createReadStream } from 'node:fs'
import { opendir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { type Chunks, hasText } from './search-stream.ts'

export type FolderSearch = {
  /** Paths of the files that hold one of the texts, by name. */
  readonly found: readonly string[]
  /** Files that are packed in a way that cannot be looked into, or could not be read. */
  readonly unread: readonly string[]
  readonly fileCount: number
  readonly byteCount: number
}

const FILES_AT_ONCE = 8
const CHUNK_BYTES = 4 * 1_024 * 1_024
const UNPACKING = { chunkSize: 256 * 1_024 }

/** Searches all files below a folder. A folder that is not there has none. */
export async function searchFolder(folder: string, needles: readonly Buffer[]): Promise<FolderSearch> {
  const found: string[] = []
  const unread: string[] = []
  let fileCount = 0
  let byteCount = 0
  const paths = listFiles(folder)
  const work = async (): Promise<void> => {
    for (let next = await paths.next(); !next.done; next = await paths.next()) {
      const path = next.value
      const search = await searchFile(path, needles)
      fileCount += 1
      byteCount += search.byteCount
      if (search.result === 'found') found.push(path)
      if (search.result === 'unread') unread.push(path)
    }
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work))
  return { found: found.sort(), unread: unread.sort(), fileCount, byteCount }
}

type FileSearch = { readonly result: 'found' | 'clean' | 'unread'; readonly byteCount: number }

async function searchFile(path: string, needles: readonly Buffer[]): Promise<FileSearch> {
  try {
    const { size } = await stat(path)
    const isFound = await hasText(await open(path, size), needles)
    if (isFound) return { result: 'found', byteCount: size }
    return { result: isOpaque(path) ? 'unread' : 'clean', byteCount: size }
  } catch {
    return { result: 'unread', byteCount: 0 }
  }
}

/** Small files are read whole, which is several times faster than a stream. */
async function open(path: string, size: number): Promise<Chunks> {
  if (path.endsWith('.gz')) return pipeline(createReadStream(path), createGunzip(UNPACKING), () => {})
  if (path.endsWith('.br'))
    return pipeline(createReadStream(path), createBrotliDecompress(UNPACKING), () => {})
  if (size <= CHUNK_BYTES) return [await readFile(path)]
  return createReadStream(path, { highWaterMark: CHUNK_BYTES })
}

/** Packed by something that Node 20 cannot unpack: Turbopack's cache, zip and zstd. */
function isOpaque(path: string): boolean {
  return /\.(sst|zst|zip|7z|xz|bz2)$/.test(path)
}

async function* listFiles(folder: string): AsyncGenerator<string, void> {
  const entries = await opendir(folder).catch(() => null)
  if (!entries) return
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* listFiles(path)
    else if (entry.isFile()) yield path
  }
}
