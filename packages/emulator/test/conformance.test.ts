// The list in docs/emulator.md names tests; each of them is there, under that title.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const DOCUMENT = new URL('../../../docs/emulator.md', import.meta.url)
const [, section = ''] = readFileSync(DOCUMENT, 'utf8').split('\n## What it holds to\n')
const [tables = ''] = section.split('\n## ')
const rows = tables
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (---|fact|Mida says)/.test(line))

type Named = { file: string; title: string }

/** `file`: “title”, “title”; `file`: “title” */
function readNames(row: string): Named[] {
  const cell = row.split(' | ').at(-1) ?? ''
  return [...cell.matchAll(/`([\w-]+)`:((?: ?“[^”]+”,?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  )
}

it('names at least one test for every sentence and fact', () => {
  expect(rows.length).toBeGreaterThan(45)
  expect(rows.filter((row) => readNames(row).length === 0)).toEqual([])
})

it('names no test that is not there', () => {
  const isThere = ({ file, title }: Named): boolean => {
    const source = readFileSync(new URL(`${file}.test.ts`, import.meta.url), 'utf8')
    return source.includes(`'${title}'`)
  }

  expect(rows.flatMap(readNames).filter((named) => !isThere(named))).toEqual([])
})
