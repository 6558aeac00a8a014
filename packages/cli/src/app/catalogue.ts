// The names of the catalogue's events, read off the source: the app's code is never run.
import { findCalls, parseCode, toKey, toObject } from '../code/parse.ts'
import type { SourceFile } from './list-source.ts'

export type CatalogueReading = {
  /** Where `defineEvents` is called. */
  readonly path: string
  readonly names: readonly string[]
  /** False where some names are made at run time, so that there may be more. */
  readonly isWhole: boolean
}

/** Reads the first call of `defineEvents` in the app; null where there is none. */
export function readCatalogue(files: readonly SourceFile[]): CatalogueReading | null {
  for (const { path, code } of files) {
    if (!code.includes('defineEvents') || isTest(path)) continue
    const tree = parseCode(code, path)
    const [call] = tree ? findCalls(tree.program, 'defineEvents') : []
    if (!tree || !call) continue
    const entries = toObject(call.arguments[0], tree)
    const names = entries?.properties.map(toKey) ?? [null]
    return { path, names: names.filter((name) => name !== null), isWhole: !names.includes(null) }
  }
  return null
}

function isTest(path: string): boolean {
  return /(^|\/)(__tests__|tests?|e2e)\/|\.(test|spec)\./.test(path)
}
