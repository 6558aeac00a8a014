// What the command line asks for, or the one line that says what is wrong with it.
import { parseArgs } from 'node:util'
import { DEFAULT_PROJECT, type EmulatorOptions, type ProjectOptions } from '../options.ts'

export type RunRequest = Readonly<{
  port: number
  host: string
  /** Where the seed and the state are, if anywhere. */
  files: Readonly<{ seed: string | null; persist: string | null }>
  options: EmulatorOptions & Readonly<{ projects: readonly ProjectOptions[] }>
}>

export type CliRequest =
  | { status: 'run'; run: RunRequest }
  | { status: 'help' }
  | { status: 'version' }
  | { status: 'misused'; error: string }

export const HELP: string = `A local Mida to develop and test against: the API, the browser script, and a page that
shows what happens. It needs no account and no network.

Usage: mida-emulator [options]

  --port NUMBER         where to listen (default 4800; 0 for any free port)
  --host ADDRESS        on which address (default 127.0.0.1)
  --project KEY:APIKEY  a project and an API key of it; repeatable (default demo-project:demo-api-key)
  --seed FILE           a JSON file of what is there at the start, and again after each reset
  --persist FILE        keeps visitors, merges and events in this file over restarts (default: in memory alone)
  --random-seed NUMBER  makes uuids and the rates of faults the same in every run
  --events NUMBER       events kept for each project before the oldest go (default 100000)
  -h, --help            this text
  --version             the version

Then
  1. give your app's server the API base that it prints, and your page the script's address;
  2. open the page that it prints. Visitors and events appear there; faults are switched there.

A visitor exists once its browser has loaded the script, or by a seed file such as
  { "visitors": [{ "id": "user_12345" }],
    "experiments": { "17": { "weights": { "Control": 1, "Variant 1": 1 }, "traffic": 0.5 } },
    "featureFlags": { "new-cart": true },
    "faults": [{ "status": 500, "rate": 0.1 }] }

Or from a shell:
  curl -X POST http://127.0.0.1:4800/emulator/seed -d '{"id":"user_12345"}'
  curl -X POST http://127.0.0.1:4800/emulator/fail -d '{"status":429,"headers":{"retry-after":"2"}}'
  curl -X POST http://127.0.0.1:4800/emulator/reset

Ends with status 0 on SIGINT and SIGTERM, 1 where the port or a file cannot be used, 2 for a wrong option.`

const OPTIONS = {
  port: { type: 'string', default: '4800' },
  host: { type: 'string', default: '127.0.0.1' },
  project: { type: 'string', multiple: true },
  seed: { type: 'string' },
  persist: { type: 'string' },
  'random-seed': { type: 'string' },
  events: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

export function parseCli(args: readonly string[]): CliRequest {
  const read = readArgs(args)
  if (typeof read === 'string') return { status: 'misused', error: read }
  if (read.help) return { status: 'help' }
  if (read.version) return { status: 'version' }

  const port = readNumber(read.port, 0, 65_535)
  if (port === null) return misused('--port must be a number from 0 to 65535', read.port)
  const emptyOption = (['host', 'seed', 'persist'] as const).find((name) => read[name] === '')
  if (emptyOption) return { status: 'misused', error: `--${emptyOption} must not be empty` }

  const projects = toProjects(read.project)
  if (projects === null) {
    return { status: 'misused', error: '--project must be KEY:APIKEY, for example demo-project:demo-api-key' }
  }
  const randomSeed = readNumber(read['random-seed'], 0, 2 ** 32 - 1)
  if (randomSeed === null)
    return misused('--random-seed must be a number from 0 to 4294967295', read['random-seed'])
  const eventCapacity = readNumber(read.events, 1, 10_000_000)
  if (eventCapacity === null) return misused('--events must be a number from 1 to 10000000', read.events)

  const options = {
    projects,
    ...(randomSeed !== undefined && { randomSeed }),
    ...(eventCapacity !== undefined && { eventCapacity }),
  }
  const files = { seed: read.seed ?? null, persist: read.persist ?? null }
  return { status: 'run', run: { port: port ?? 0, host: read.host, files, options } }
}

function misused(rule: string, text: string | undefined): CliRequest {
  return { status: 'misused', error: `${rule}, not ${JSON.stringify(text)}` }
}

/** Undefined where the option is not given, null where it cannot be. */
function readNumber(text: string | undefined, least: number, most: number): number | undefined | null {
  if (text === undefined) return undefined
  const value = Number(text)
  return /^\d{1,10}$/.test(text) && value >= least && value <= most ? value : null
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (error) {
    // Node goes on with advice, in more sentences and lines.
    return error instanceof Error ? (error.message.split(/\.?\n|\. /)[0] ?? '') : String(error)
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
