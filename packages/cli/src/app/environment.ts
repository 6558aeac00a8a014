// The environment as the app will see it: the process's own, and the .env files in the order of Next.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import nextEnv from '@next/env'

export type AppMode = 'development' | 'production' | 'test'

export type Variable = {
  readonly value: string
  /** The file that it stands in, or `the environment`. */
  readonly from: string
}

export type AppEnvironment = {
  readonly mode: AppMode
  /** What a variable is in this mode; undefined where it is missing or empty. */
  readonly get: (name: string) => Variable | undefined
  /** Every variable with a value, of this mode. */
  readonly all: ReadonlyMap<string, Variable>
  /** Every .env file that is there, of any mode, templates left out. */
  readonly files: readonly EnvFile[]
}

export type EnvFile = {
  readonly name: string
  readonly variables: Readonly<Record<string, string | undefined>>
}

const SILENT = { info: () => {}, error: () => {} }

/** Reads the environment for a mode. Changes `process.env`, as Next's own loader does: call it once. */
export async function readAppEnvironment(directory: string, mode: AppMode): Promise<AppEnvironment> {
  const before = { ...process.env }
  // Next chooses the files by it. Its types have it read-only.
  Object.assign(process.env, { NODE_ENV: mode })
  const { combinedEnv, loadedEnvFiles } = nextEnv.loadEnvConfig(
    directory,
    mode === 'development',
    SILENT,
    true,
  )
  const all = new Map<string, Variable>()
  for (const [name, value] of Object.entries(combinedEnv)) {
    if (!value) continue
    const file = before[name] === undefined ? loadedEnvFiles.find(({ env }) => name in env) : undefined
    all.set(name, { value, from: file?.path ?? 'the environment' })
  }
  return { mode, all, get: (name) => all.get(name), files: await readEnvFiles(directory) }
}

/** What the .env files say joins this process's environment, where that does not say it already. */
export async function joinAppEnvironment(directory: string, mode: AppMode): Promise<void> {
  const { all } = await readAppEnvironment(directory, mode)
  for (const [name, { value }] of all) process.env[name] ??= value
}

/** Values of `MIDA_API_KEY` anywhere: what must be found nowhere else. */
export function listApiKeys({ all, files }: AppEnvironment): string[] {
  const ofFiles = files.flatMap(({ variables }) => KEY_NAMES.map((name) => variables[name]))
  const keys = [...KEY_NAMES.map((name) => all.get(name)?.value), ...ofFiles]
  return [...new Set(keys.flatMap((key) => (key && toBareKey(key)) || []))]
}

/** The public key, by either name, as the server reads it. */
export function readProjectKey(get: AppEnvironment['get']): Variable | undefined {
  return get('NEXT_PUBLIC_MIDA_PROJECT_KEY') ?? get('MIDA_PROJECT_KEY')
}

/** A key without what is often copied along: white space, quotation marks, the word Bearer. */
export function toBareKey(key: string): string {
  return key
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^bearer\s+/i, '')
    .trim()
}

const KEY_NAMES = ['MIDA_API_KEY', 'NEXT_PUBLIC_MIDA_API_KEY']

async function readEnvFiles(directory: string): Promise<EnvFile[]> {
  const names = (await readdir(directory)).filter(isEnvFile).sort()
  const files = []
  for (const name of names) {
    const text = await readFile(join(directory, name), 'utf8').catch(() => null)
    if (text !== null) files.push({ name, variables: parseEnv(text) })
  }
  return files
}

function isEnvFile(name: string): boolean {
  return /^\.env(\.|$)/.test(name) && !isEnvTemplate(name)
}

/** `.env.example` and its like: made to be committed, with no secret in it. */
export function isEnvTemplate(name: string): boolean {
  return /\.(example|sample|template|dist|defaults)$/.test(name)
}
