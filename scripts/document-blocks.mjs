// @ts-check
// The code blocks of the documents, type-checked as they would stand in an app that has followed the README.
// A block that begins with `// path/of/file.ts` becomes that file; any other becomes a file of its own.
// The packages must be built.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BIN, PACKAGES, ROOT, run } from './workspace.mjs'

const OUT = join(ROOT, 'apps', 'demo', '.cache', 'documents')

/** @typedef {{ path: string, code: string }} Block */
/** @typedef {Map<string, string>} Files the code by path */

/** Type-checks every `ts` and `tsx` block of these. @param {readonly string[]} documents */
export async function checkBlocks(documents) {
  rmSync(OUT, { recursive: true, force: true })
  const results = []
  for (const [index, files] of toApps(documents).entries()) {
    const folder = join(OUT, `app-${index + 1}`)
    writeApp(folder, files)
    results.push(await run(join(BIN, 'tsc'), ['-p', folder], { quiet: true }))
  }
  const failed = results.filter(({ code }) => code !== 0)
  return { code: failed.length === 0 ? 0 : 1, output: failed.map(({ output }) => output).join('\n') }
}

/**
 * As few apps as will do, since each costs a compiler's start. Every document may build upon the README's files; one that
 * changes some of them has an app of its own, and what names no file that others name shares one.
 *
 * @param {readonly string[]} documents
 * @returns {readonly Files[]}
 */
function toApps(documents) {
  const base = readEditions('README.md')[0] ?? new Map()
  /** @type {Files[]} */
  const shared = []
  /** @type {Files[]} */
  const own = []
  for (const files of documents.flatMap(readEditions)) {
    if (!agree(base, files)) own.push(new Map([...base, ...files]))
    else addTo(shared.find((app) => agree(app, files)) ?? openApp(shared, base), files)
  }
  return [...shared, ...own]
}

/** @param {Files[]} apps @param {Files} base */
function openApp(apps, base) {
  const app = new Map(base)
  apps.push(app)
  return app
}

/** @param {Files} app @param {Files} files */
function addTo(app, files) {
  for (const [path, code] of files) app.set(path, code)
}

/** Whether no file is another one in each. @param {Files} app @param {Files} files */
function agree(app, files) {
  return [...files].every(([path, code]) => (app.get(path) ?? code) === code)
}

/**
 * A document's files. Where it shows one file twice, as it is and as it becomes, the second is an edition of its own.
 *
 * @param {string} document
 * @returns {readonly Files[]}
 */
function readEditions(document) {
  /** @type {Files[]} */
  const editions = []
  for (const { path, code } of readBlocks(document)) {
    const edition = editions.find((files) => !files.has(path))
    if (edition) edition.set(path, code)
    else editions.push(new Map([...(editions[0] ?? []), [path, code]]))
  }
  return editions
}

/** @param {string} document @returns {readonly Block[]} */
function readBlocks(document) {
  const text = readFileSync(join(ROOT, document), 'utf8')
  const name = document.replaceAll(/[^\w]+/g, '-')
  return [...text.matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)].map(([, language = '', code = ''], index) => ({
    path: /^\/\/ ([\w./[\]()-]+\.tsx?)\b/.exec(code)?.[1] ?? `${name}-${index + 1}.${language}`,
    code,
  }))
}

/** @param {string} folder @param {Files} files */
function writeApp(folder, files) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  writeFileSync(join(folder, 'globals.d.ts'), GLOBALS)
  for (const [path, code] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const isModule = /^(import|export)\b/m.test(code)
    writeFileSync(join(folder, path), isModule ? code : `${code}\nexport {}\n`)
  }
}

/**
 * The kit as it is published: its built declarations, which are believed and not checked anew for each app.
 *
 * @returns {Record<string, string[]>}
 */
function findDoors() {
  const doors = PACKAGES.flatMap((owner) => {
    const { publishConfig } = JSON.parse(readFileSync(join(ROOT, 'packages', owner, 'package.json'), 'utf8'))
    return Object.entries(publishConfig.exports ?? {}).map(([door, { types }]) => [
      `@mida-kit/${owner}${door.slice(1)}`,
      [join(ROOT, 'packages', owner, types)],
    ])
  })
  return Object.fromEntries(doors)
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'preserve',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    paths: {
      '@/*': ['./*'],
      ...findDoors(),
      'better-auth': ['../../../../../examples/node_modules/better-auth'],
      'next-auth': ['../../../../../examples/node_modules/next-auth'],
      'rate-limiter-flexible': ['../../../../../packages/server/node_modules/rate-limiter-flexible'],
      pg: ['../../../../../packages/server/node_modules/@types/pg'],
      '@playwright/test': ['../../../../../packages/emulator/node_modules/@playwright/test'],
      vitest: ['../../../../../packages/emulator/node_modules/vitest'],
      '@testing-library/react': ['../../../../../packages/react/node_modules/@testing-library/react'],
    },
  },
  include: ['**/*.ts', '**/*.tsx'],
}

// What a reader's app has already: its own session and its own styles.
const GLOBALS = `
declare module '@/lib/session' {
  export function getSession(): Promise<{ userId: string } | null>
}
declare module '@/lib/auth-client' {
  export function useSession(): { data: { user: { id: string } } | null; isPending: boolean }
}
declare module '@/lib/redis' {
  export const redis: object
}
// Clerk weighs 47 MB: this is the one call of it that the guide makes.
declare module '@clerk/nextjs/server' {
  export function auth(): Promise<{ userId: string | null }>
}
declare module '*.css'
`
