// @ts-check
// `npm run reference`: writes docs/reference from the docstrings and from what the commands say with `--help`.
// With `--check` nothing is written: it fails where a page is out of date, or an export has no docstring.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, ROOT } from '../workspace.mjs'
import { findDoors } from './doors.mjs'
import { readCommand } from './read-commands.mjs'
import { readExports } from './read-exports.mjs'

const OUT = join(ROOT, 'docs', 'reference')
const COMMAND = 'The command: `npx @mida-kit/cli`. The guide is [The command](../cli.md).'

mkdirSync(CACHE, { recursive: true })
const doors = findDoors()
const { pages, faults } = await readExports(doors)
pages.set('cli.md', await readCommand('cli', 'mida-kit', COMMAND))
pages.set('README.md', toIndex())
const stale = findStale()
if (process.argv.includes('--check')) {
  report([
    ...faults,
    ...stale.map((name) => `docs/reference/${name} is out of date: run \`npm run reference\`.`),
  ])
} else {
  for (const name of stale) write(name)
  report(faults)
}

function toIndex() {
  const rows = doors.map(({ name, page, is }) => `| [\`${name}\`](${page}.md) | ${is} |`)
  return `# Reference

Every export of every door, from its docstring. \`npm run reference\` writes these pages; \`npm run check\` fails where one is out
of date. The guides are listed in [docs](../README.md).

| door | is |
| --- | --- |
${rows.join('\n')}
| [\`@mida-kit/cli\`](cli.md) | The command, by what it says with \`--help\`. |
`
}

/** The pages that are not as they should be, or should not be there. @returns {readonly string[]} */
function findStale() {
  const there = existsSync(OUT) ? readdirSync(OUT) : []
  const names = new Set([...there, ...pages.keys()])
  return [...names].filter(
    (name) => !there.includes(name) || pages.get(name) !== readFileSync(join(OUT, name), 'utf8'),
  )
}

/** @param {string} name */
function write(name) {
  const text = pages.get(name)
  mkdirSync(OUT, { recursive: true })
  if (text === undefined) rmSync(join(OUT, name))
  else writeFileSync(join(OUT, name), text)
}

/** @param {readonly string[]} said */
function report(said) {
  for (const line of said) console.error(line)
  process.exitCode = said.length === 0 ? 0 : 1
}
