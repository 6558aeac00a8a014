// The bundled files of the page. They lie in `assets`, as near to `src` as to `dist`.
import { readFileSync } from 'node:fs'

const ASSETS = new URL('../../assets/', import.meta.url)
const read = new Map<string, string>()

/** Null where the page was not built: only in a checkout of the sources. */
export function readPageAsset(name: 'page.js' | 'page.css'): string | null {
  const known = read.get(name)
  if (known !== undefined) return known
  try {
    const text = readFileSync(new URL(name, ASSETS), 'utf8')
    read.set(name, text)
    return text
  } catch {
    return null
  }
}
