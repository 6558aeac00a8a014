// @ts-check
// The page of the commands: what each says of itself with `--help`.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CACHE, ROOT, run } from '../workspace.mjs'

/** One line of a list of commands: its name and what it does. */
const LISTED = /^ {2}([a-z]+) {2,}\S/gm

/** What the bundled dependencies expect of CommonJS. */
const COMMONJS = `import { createRequire as require_ } from 'node:module'
const require = require_(import.meta.url)
const __dirname = import.meta.dirname`

/** The page of a package's command. @param {string} owner @param {string} name @param {string} is */
export async function readCommand(owner, name, is) {
  const bundle = await bundleCommand(owner)
  const main = await help(bundle)
  const parts = [`# @mida-kit/${owner}\n\n${is}\n\n## ${name}\n\n${toBlock(main)}`]
  for (const [, command = ''] of main.matchAll(LISTED)) {
    parts.push(`## ${name} ${command}\n\n${toBlock(await help(bundle, command))}`)
  }
  return parts.join('\n')
}

/** The packages work from source, which Node 20 cannot run: one file of JavaScript can. @param {string} owner */
async function bundleCommand(owner) {
  const folder = join(ROOT, 'packages', owner)
  const { build } = createRequire(join(ROOT, 'packages', 'emulator', 'package.json'))('esbuild')
  const out = join(CACHE, 'commands', owner)
  mkdirSync(out, { recursive: true })
  await build({
    entryPoints: [join(folder, 'src', 'cli.ts')],
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    external: ['libsql', 'pg', 'pg-boss'],
    banner: { js: COMMONJS },
    logLevel: 'error',
  })
  return join(out, 'cli.mjs')
}

/** @param {string} file @param {readonly string[]} command */
async function help(file, ...command) {
  const { code, output } = await run(process.execPath, [file, ...command, '--help'], { quiet: true })
  if (code !== 0) throw new Error(`${command.join(' ')} --help ended with ${code}:\n${output}`)
  return output
}

/** @param {string} text */
function toBlock(text) {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`
}
