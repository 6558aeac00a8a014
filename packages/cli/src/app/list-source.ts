// The app's own source files: what a person wrote, without what was installed or built.
import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

export type SourceFile = {
  /** Relative to the app, with forward slashes. */
  readonly path: string
  readonly code: string
}

const LARGEST_FILE_BYTES = 512 * 1_024
/** An app has fewer; a folder that has more is no app. */
const MOST_FILES = 20_000
const NOT_SOURCE = new Set(['node_modules', 'dist', 'out', 'build', 'coverage', 'public', 'test-results'])

/** Reads every TypeScript and JavaScript file below the app, hidden folders and build output left out. */
export async function readSource(directory: string): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for await (const path of listSource(directory)) {
    if (files.length === MOST_FILES) break
    const code = await readFile(path, 'utf8').catch(() => '')
    if (code.length > LARGEST_FILE_BYTES) continue
    files.push({ path: relative(directory, path).replaceAll('\\', '/'), code })
  }
  return files
}

async function* listSource(folder: string): AsyncGenerator<string, void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.isDirectory() && !entry.name.startsWith('.') && !NOT_SOURCE.has(entry.name)) {
      yield* listSource(join(folder, entry.name))
    }
    if (entry.isFile() && /\.[mc]?[jt]sx?$/.test(entry.name)) yield join(folder, entry.name)
  }
}
