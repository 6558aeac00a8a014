// The variables: a template that is committed, and .env.local for this machine. Only what is missing is added.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { EnvFile } from '../app/environment.ts'
import { isIgnored } from '../app/git.ts'
import type { Step } from './step.ts'

export type EnvValues = {
  readonly projectKey: string
  readonly region: string
  /** Whether the local Mida is to be used: then its public demo keys are filled in. */
  readonly isEmulated: boolean
}

type Line = { readonly name: string; readonly value: string; readonly comment: string }

/** The steps for .env.example, .env.local and .gitignore. */
export async function planEnv(
  directory: string,
  files: readonly EnvFile[],
  values: EnvValues,
): Promise<Step[]> {
  const set = new Set(files.flatMap(({ variables }) => Object.keys(variables)))
  const ownLines = toLines(values)
  const template = toLines({ projectKey: '', region: values.region, isEmulated: false })
  return [
    await planLines(directory, '.env.example', template),
    await planLines(
      directory,
      '.env.local',
      ownLines.filter(({ name }) => !set.has(name)),
    ),
    ...(await planIgnore(directory)),
  ]
}

function toLines({ projectKey, region, isEmulated }: EnvValues): Line[] {
  const lines = [
    {
      name: 'NEXT_PUBLIC_MIDA_PROJECT_KEY',
      value: isEmulated ? 'demo-project' : projectKey,
      comment: 'The public key of your site in Mida: what stands behind ?key= in its script tag.',
    },
    {
      name: 'MIDA_API_KEY',
      value: isEmulated ? 'demo-api-key' : '',
      comment:
        'The secret key, from the Mida dashboard. For the server alone: never under a NEXT_PUBLIC_ name.',
    },
    { name: 'MIDA_REGION', value: region, comment: 'us or eu.' },
  ]
  if (!isEmulated) return lines
  return [
    ...lines,
    {
      name: 'MIDA_API_URL',
      value: 'http://127.0.0.1:4800/v2',
      comment: 'The local Mida (npx @mida-kit/emulator) in place of the real one: remove both to go live.',
    },
    {
      name: 'NEXT_PUBLIC_MIDA_SCRIPT_URL',
      value: 'http://127.0.0.1:4800/js/optimize.js',
      comment: 'Its script.',
    },
  ]
}

async function planLines(directory: string, path: string, lines: readonly Line[]): Promise<Step> {
  const before = await readFile(join(directory, path), 'utf8').catch(() => null)
  const there = new Set(Object.keys(parseEnv(before ?? '')))
  const missing = lines.filter(({ name }) => !there.has(name))
  if (missing.length === 0) return { kind: 'left', path, because: 'every variable is set already' }
  const text = missing.map(({ name, value, comment }) => `# ${comment}\n${name}=${value}\n`).join('')
  if (before === null) return { kind: 'write', path, content: text }
  const names = missing.map(({ name }) => name).join(', ')
  return { kind: 'edit', path, before, content: append(before, text), summary: names }
}

/** A key is about to be put into .env.local, so git must not see it. */
async function planIgnore(directory: string): Promise<Step[]> {
  if ((await isIgnored(directory, '.env.local')) !== false) return []
  const path = '.gitignore'
  const before = await readFile(join(directory, path), 'utf8').catch(() => null)
  const text = '# Keys of this machine\n.env*.local\n'
  if (before === null) return [{ kind: 'write', path, content: text }]
  return [{ kind: 'edit', path, before, content: append(before, text), summary: '.env*.local' }]
}

/** Adds lines behind what is there, with the line ends that it has. */
function append(before: string, text: string): string {
  const newline = before.includes('\r\n') ? '\r\n' : '\n'
  const gap = before === '' ? '' : newline
  const end = before === '' || before.endsWith('\n') ? '' : newline
  return `${before}${end}${gap}${text.replaceAll('\n', newline)}`
}
