// Builds the kit's packages as they are published, once for all tests: their exports swapped, and what they depend on
// beside them, so that Node finds everything as in an app.
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { PACKAGE, PUBLISHED } from './places.ts'

const run = promisify(execFile)
const KIT = ['contract', 'react', 'server', 'cli']
/** What an app on Next has besides. */
const OF_AN_APP = ['libsql', 'next', 'react', 'react-dom', 'zod', '@types/react', '@types/react-dom']

/** What vitest calls before the first test. */
export async function setup(): Promise<void> {
  await rm(PUBLISHED, { recursive: true, force: true })
  for (const name of KIT) await publish(name)
  for (const name of OF_AN_APP) await link(name, PACKAGE)
  await link('@types/node', join(PACKAGE, '..', '..'))
  await link('typescript', join(PACKAGE, '..', '..'))
}

async function publish(name: string): Promise<void> {
  const from = join(PACKAGE, '..', name)
  const to = join(PUBLISHED, '@mida-kit', name)
  await mkdir(to, { recursive: true })
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc')
  await run(process.execPath, [tsc, '-p', join(from, 'tsconfig.build.json'), '--outDir', join(to, 'dist')])
  const { publishConfig, ...packageJson } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'))
  await writeFile(join(to, 'package.json'), JSON.stringify({ ...packageJson, ...publishConfig }))
  await cp(join(from, 'README.md'), join(to, 'README.md')).catch(() => {})
  for (const dependency of Object.keys(packageJson.dependencies ?? {})) {
    if (!dependency.startsWith('@mida-kit/')) await link(dependency, from)
  }
}

async function link(name: string, from: string): Promise<void> {
  const target = await realpath(join(from, 'node_modules', name))
  const path = join(PUBLISHED, name)
  await mkdir(dirname(path), { recursive: true })
  await rm(path, { force: true })
  await symlink(target, path, 'junction')
}
