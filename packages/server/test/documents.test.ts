// The threat table tells the truth about its tests: each row's file is there and holds a test of that name.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)

type Row = { readonly file: string; readonly title: string | undefined }

/** The last column of the table: a file, and behind `›` a test's title. */
function readRows(): Row[] {
  const text = readFileSync(fileURLToPath(new URL('docs/security.md', ROOT)), 'utf8')
  const rows = text.matchAll(/^\|.*\| `([^`]+)`(?: › (.+?))? \|$/gm)
  return [...rows].map(([, file = '', title]) => ({ file, title }))
}

it('every row of the threat table names a test that exists', () => {
  const rows = readRows()

  const missing = rows.filter(({ file, title }) => {
    const path = fileURLToPath(new URL(file, ROOT))
    return !existsSync(path) || (title !== undefined && !readFileSync(path, 'utf8').includes(title))
  })

  expect(rows.length).toBeGreaterThan(25)
  expect(missing).toEqual([])
})
