// What the command line asks for, or the one line that says what is wrong with it.
import { parseArgs } from 'node:util'
import { DEFAULT_PROJECT, type ProjectOptions } from '../options.ts'

export type CliRequest =
  | { status: 'run'; port: number; host: string; projects: readonly ProjectOptions[] }
  | { status: 'help' }
  | { status: 'version' }
  | { status: 'misused'; error: string }

export const HELP: string = `A local Mida to develop and test against.

Usage: mida-emulator [options]

  --port NUMBER         where to listen (default 4800; 0 for any free port)
  --host ADDRESS        on which address (default 127.0.0.1)
  --project KEY:APIKEY  a project and an API key of it; repeatable (default demo-project:demo-api-key)
  --help                this text
  --version             the version`

const OPTIONS = {
  port: { type: 'string', default: '4800' },
  host: { type: 'string', default: '127.0.0.1' },
  project: { type: 'string', multiple: true },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

export function parseCli(args: readonly string[]): CliRequest {
  const read = readArgs(args)
  if (typeof read === 'string') return { status: 'misused', error: read }
  if (read.help) return { status: 'help' }
  if (read.version) return { status: 'version' }

  const port = Number(read.port)
  if (!/^\d{1,5}$/.test(read.port) || port > 65_535) {
    return {
      status: 'misused',
      error: `--port must be a number from 0 to 65535, not ${JSON.stringify(read.port)}`,
    }
  }
  if (read.host === '') return { status: 'misused', error: '--host must not be empty' }

  const projects = toProjects(read.project)
  if (projects === null) {
    return { status: 'misused', error: '--project must be KEY:APIKEY, for example demo-project:demo-api-key' }
  }
  return { status: 'run', port, host: read.host, projects }
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (error) {
    return error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error)
  }
}

/** Several API keys of one project are several `--project` with the same key. Null for one that is not a pair. */
function toProjects(pairs: readonly string[] | undefined): ProjectOptions[] | null {
  if (pairs === undefined) return [DEFAULT_PROJECT]

  const apiKeys = new Map<string, string[]>()
  for (const pair of pairs) {
    const [, projectKey, apiKey] = /^([^:\s]+):(\S+)$/.exec(pair) ?? []
    if (projectKey === undefined || apiKey === undefined) return null
    apiKeys.set(projectKey, [...(apiKeys.get(projectKey) ?? []), apiKey])
  }
  return Array.from(apiKeys, ([projectKey, keys]) => ({ projectKey, apiKeys: keys }))
}
