// @ts-check
// The code blocks of the README and the guides, type-checked as one app, and their links, looked up.
// A block that begins with `// path/of/file.ts` becomes that file; any other becomes a file of its own.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { BIN, ROOT, run } from './workspace.mjs'

const OUT = join(ROOT, 'apps', 'demo', '.cache', 'documents')

/** @typedef {{ document: string, language: string, code: string }} Block */

/** Type-checks every `ts` and `tsx` block and looks every relative link up. */
export async function checkDocuments() {
  const documents = findDocuments()
  const broken = documents.flatMap(findBrokenLinks)
  if (broken.length > 0) return { code: 1, output: broken.join('\n') }
  rmSync(OUT, { recursive: true, force: true })
  // Every document may build upon the README's files.
  const base = readBlocks('README.md').filter(({ code }) => readPath(code) !== null)
  for (const document of documents) {
    writeBlocks(base, readBlocks(document), join(OUT, document.replaceAll(/[^\w]+/g, '-')))
  }
  const results = []
  for (const folder of existsSync(OUT) ? readdirSync(OUT) : []) {
    results.push(await run(join(BIN, 'tsc'), ['-p', join(OUT, folder)], { quiet: true }))
  }
  const failed = results.filter(({ code }) => code !== 0)
  return { code: failed.length === 0 ? 0 : 1, output: failed.map(({ output }) => output).join('\n') }
}

/** The blocks of one document. @param {string} document @returns {Block[]} */
export function readBlocks(document) {
  const text = readFileSync(join(ROOT, document), 'utf8')
  return [...text.matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)].map(([, language = '', code = '']) => ({
    document,
    language,
    code,
  }))
}

/** The file that a block says it is, by its first line. @param {string} code @returns {string | null} */
export function readPath(code) {
  return /^\/\/ ([\w./[\]()-]+\.tsx?)\b/.exec(code)?.[1] ?? null
}

/** The documents that ship: the root's, the guides', and each package's README. @returns {string[]} */
function findDocuments() {
  const folders = [
    '.',
    'docs',
    'docs/errors',
    ...listFolders('packages'),
    ...listFolders('apps'),
    'e2e',
    'examples',
  ]
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.md'))
}

/** @param {string} folder */
function listFolders(folder) {
  return readdirSync(join(ROOT, folder)).map((name) => join(folder, name))
}

/** @param {readonly Block[]} base @param {readonly Block[]} blocks @param {string} folder */
function writeBlocks(base, blocks, folder) {
  if (blocks.length === 0) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  writeFileSync(join(folder, 'globals.d.ts'), GLOBALS)
  for (const [index, { language, code }] of [...base, ...blocks].entries()) {
    const path = join(folder, readPath(code) ?? `block-${index + 1}.${language}`)
    mkdirSync(dirname(path), { recursive: true })
    const isModule = /^(import|export)\b/m.test(code)
    writeFileSync(path, isModule ? code : `${code}\nexport {}\n`)
  }
}

/** @param {string} document @returns {string[]} */
function findBrokenLinks(document) {
  const text = readFileSync(join(ROOT, document), 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.split('#')[0] ?? '')
  return targets
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(ROOT, dirname(document), target)))
    .map((target) => `${relative('.', document)}: no such file: ${target}`)
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
      '@mida-kit/emulator': ['../../../../../packages/emulator/src/index.ts'],
      'better-auth': ['../../../../../examples/node_modules/better-auth'],
      'next-auth': ['../../../../../examples/node_modules/next-auth'],
      'rate-limiter-flexible': ['../../../../../packages/server/node_modules/rate-limiter-flexible'],
      pg: ['../../../../../packages/server/node_modules/@types/pg'],
      '@mida-kit/emulator/*': ['../../../../../packages/emulator/src/*.ts'],
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
