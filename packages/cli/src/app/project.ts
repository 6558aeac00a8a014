// What kind of Next app a folder holds: which router, which language, where its files lie, how it imports its own.
import { readFile, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { ObjectExpression } from '@babel/types'
import { parseCode, readProperty, readString, type Tree, toKey, toObject } from '../code/parse.ts'
import type { SourceFile } from './list-source.ts'

export type Project = {
  readonly directory: string
  readonly router: 'app' | 'pages'
  /** `src/` or nothing: what stands before `app`, `pages` and `lib`. */
  readonly root: '' | 'src/'
  readonly isTyped: boolean
  /** The ending of a file with elements: `tsx`, `jsx`, or `js` where the app writes it so. */
  readonly elementExtension: 'tsx' | 'jsx' | 'js'
  /** What the app's own files are imported by, for example `@/`, and the folder it stands for. */
  readonly alias: { readonly prefix: string; readonly folder: string } | null
}

/** Reads the kind of an app; null where there is neither an `app` nor a `pages` folder. */
export async function readProject(directory: string, source: readonly SourceFile[]): Promise<Project | null> {
  const isFolder = async (name: string): Promise<boolean> =>
    (await stat(join(directory, name)).catch(() => null))?.isDirectory() ?? false
  // Next looks into `src` only where the root has neither folder.
  const isAtRoot = (await isFolder('app')) || (await isFolder('pages'))
  const root = isAtRoot ? '' : 'src/'
  const hasApp = await isFolder(`${root}app`)
  const hasPages = await isFolder(`${root}pages`)
  if (!hasApp && !hasPages) return null

  const isTyped = (await stat(join(directory, 'tsconfig.json')).catch(() => null)) !== null
  // An `app` folder without a page may hold route handlers beside the Pages Router.
  const hasAppPages = source.some(({ path }) => /^(src\/)?app\/(.*\/)?(page|layout)\.[jt]sx?$/.test(path))
  return {
    directory,
    router: hasAppPages || !hasPages ? 'app' : 'pages',
    root,
    isTyped,
    elementExtension: isTyped ? 'tsx' : toElementExtension(source),
    alias: await readAlias(directory, isTyped ? 'tsconfig.json' : 'jsconfig.json'),
  }
}

/** How a file of the app imports another of its files. Both are paths without an ending, relative to the app. */
export function toImport(project: Project, from: string, to: string): string {
  const { alias } = project
  if (posix.dirname(from) === posix.dirname(to)) return `./${posix.basename(to)}`
  if (alias && to.startsWith(alias.folder)) return `${alias.prefix}${to.slice(alias.folder.length)}`
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

function toElementExtension(source: readonly SourceFile[]): 'jsx' | 'js' {
  return source.some(({ path }) => path.endsWith('.jsx')) ? 'jsx' : 'js'
}

/** The first of `paths` that stands for the app's folder or its `src`. The file is JSON with comments. */
async function readAlias(directory: string, file: string): Promise<Project['alias']> {
  const text = await readFile(join(directory, file), 'utf8').catch(() => '{}')
  const tree = parseCode(`(${text.trim()}\n)`, 'config.js')
  const [statement] = tree?.program.body ?? []
  if (!tree || statement?.type !== 'ExpressionStatement') return null
  const options = readObject(toObject(statement.expression, tree), 'compilerOptions', tree)
  const base = readString(options && readProperty(options, 'baseUrl')) ?? '.'
  const aliases = readObject(options, 'paths', tree)?.properties.map((entry) => toAlias(entry, base)) ?? []
  return aliases.find((alias) => alias !== null) ?? null
}

/** An entry such as `"@/*": ["./src/*"]`; null for one that stands for another folder. */
function toAlias(entry: ObjectExpression['properties'][number], base: string): Project['alias'] {
  const name = toKey(entry)
  if (entry.type !== 'ObjectProperty' || !name?.endsWith('/*')) return null
  const [target] = entry.value.type === 'ArrayExpression' ? entry.value.elements : []
  const path = readString(target)
  if (!path?.endsWith('*')) return null
  const folder = posix.normalize(posix.join(base, path.slice(0, -1)))
  const prefix = name.slice(0, -1)
  if (folder === './') return { prefix, folder: '' }
  return folder === 'src/' ? { prefix, folder } : null
}

function readObject(object: ObjectExpression | null, name: string, tree: Tree): ObjectExpression | null {
  return object && toObject(readProperty(object, name), tree)
}
