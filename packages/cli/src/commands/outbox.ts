// `outbox`: reads the command line and opens the outbox, for its subcommands.
import { parseArgs } from 'node:util'
import { type Command, EXIT, type ExitStatus, Misuse } from '../command.ts'
import { dropEvents, retryEvents } from '../outbox/change.ts'
import { parseCount, parseDurationMs } from '../outbox/durations.ts'
import { type ExportFormat, exportEvents } from '../outbox/export.ts'
import { printList } from '../outbox/list.ts'
import { FILE_HELP, FILE_OPTIONS, withOutbox } from '../outbox/open-outbox.ts'
import { requireSelection, SELECTION_HELP, SELECTION_OPTIONS, toFilter } from '../outbox/selection.ts'
import { printStatus } from '../outbox/status.ts'
import type { Terminal } from '../terminal.ts'
import { toCleanLine } from '../terminal.ts'

const HELP = `Shows, resends, drops or exports what an outbox holds. The app may run meanwhile.

Usage: mida-kit outbox status | list | retry | drop | export [options]

  status   counts by state, age and code; writes nothing
  list     the events themselves; writes nothing
  retry    sends dead events again; those in doubt with --allow-doubles
  drop     deletes events that nobody is sending
  export   events as CSV or lines of JSON; writes nothing

${FILE_HELP}
  --json            one JSON document instead of lines (not of export)
  --help            this text

Which events (all but status):
${SELECTION_HELP}
  --all             every event; retry and drop want a selection otherwise

  status   --check              status 1 where events are dead or in doubt
           --max-age TIME       status 1 where the oldest waiting event is older, e.g. 15m
  list     --limit N            (default 100)   --after ID   go on after this number
  retry    --allow-doubles      also those in doubt: Mida may record them twice
  retry, drop   --dry-run       count what would be changed
  export   --format csv|jsonl   (default csv)   --output FILE   a new file (default stdout)
  list, export  --show-personal-data   identifiers and properties as they are (default hidden)

Exit status: 0 done, 1 done but some events were left, or what --check looks for was found, or the outbox failed meanwhile,
2 the command cannot be used like this, or there is no outbox that can be opened.`

const SELECTING = { ...FILE_OPTIONS, ...SELECTION_OPTIONS, all: { type: 'boolean', default: false } } as const
const JSON_OPTION = { json: { type: 'boolean', default: false } } as const
const PERSONAL = { 'show-personal-data': { type: 'boolean', default: false } } as const
const DRY_RUN = { 'dry-run': { type: 'boolean', default: false } } as const

type Subcommand = (args: string[], terminal: Terminal) => Promise<ExitStatus>

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { status, list, retry, drop, export: runExport }

export const outbox: Command = { help: HELP, run }

async function run([name, ...args]: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const subcommand = name !== undefined && Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined
  if (!subcommand) throw new Misuse('outbox takes one of status, list, retry, drop and export; see --help')
  try {
    return await subcommand(args, terminal)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SqlError') throw error
    terminal.printError(`mida-kit: the outbox failed: ${toCleanLine(error.message)}`)
    return EXIT.problem
  }
}

async function status(args: string[], terminal: Terminal): Promise<ExitStatus> {
  const own = { check: { type: 'boolean', default: false }, 'max-age': { type: 'string' } } as const
  const { values } = parseArgs({ args, options: { ...FILE_OPTIONS, ...JSON_OPTION, ...own } })
  const { 'max-age': maxAge, check: isCheck, json: isJson } = values
  const maxAgeMs = maxAge === undefined ? undefined : parseDurationMs('--max-age', maxAge)
  return withOutbox(values, 'read-only', (opened) =>
    printStatus(opened, terminal, { isJson, isCheck, maxAgeMs }),
  )
}

async function list(args: string[], terminal: Terminal): Promise<ExitStatus> {
  const own = { limit: { type: 'string', default: '100' }, after: { type: 'string', default: '0' } } as const
  const { values } = parseArgs({ args, options: { ...SELECTING, ...JSON_OPTION, ...PERSONAL, ...own } })
  const options = {
    filter: toFilter(values),
    limit: parseCount('--limit', values.limit, 1),
    afterId: parseCount('--after', values.after, 0),
    isJson: values.json,
    hasPersonalData: values['show-personal-data'],
  }
  return withOutbox(values, 'read-only', (opened) => printList(opened, terminal, options))
}

async function retry(args: string[], terminal: Terminal): Promise<ExitStatus> {
  const own = { 'allow-doubles': { type: 'boolean', default: false } } as const
  const { values } = parseArgs({ args, options: { ...SELECTING, ...JSON_OPTION, ...DRY_RUN, ...own } })
  const filter = toFilter(values)
  requireSelection(filter, values.all)
  if (filter.state === 'waiting') throw new Misuse('what waits is sent again by itself')
  const isDryRun = values['dry-run']
  const options = { filter, isDryRun, isJson: values.json, allowDoubles: values['allow-doubles'] }
  return withOutbox(values, isDryRun ? 'read-only' : 'existing', (opened) =>
    retryEvents(opened, terminal, options),
  )
}

async function drop(args: string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArgs({ args, options: { ...SELECTING, ...JSON_OPTION, ...DRY_RUN } })
  const filter = toFilter(values)
  requireSelection(filter, values.all)
  const isDryRun = values['dry-run']
  return withOutbox(values, isDryRun ? 'read-only' : 'existing', (opened) =>
    dropEvents(opened, terminal, { filter, isDryRun, isJson: values.json }),
  )
}

async function runExport(args: string[], terminal: Terminal): Promise<ExitStatus> {
  const own = { format: { type: 'string', default: 'csv' }, output: { type: 'string' } } as const
  const { values } = parseArgs({ args, options: { ...SELECTING, ...PERSONAL, ...own } })
  const options = {
    filter: toFilter(values),
    format: toFormat(values.format),
    output: values.output,
    hasPersonalData: values['show-personal-data'],
  }
  return withOutbox(values, 'read-only', (opened) => exportEvents(opened, terminal, options))
}

function toFormat(format: string): ExportFormat {
  if (format === 'csv' || format === 'jsonl') return format
  throw new Misuse(`--format must be csv or jsonl, not ${JSON.stringify(format)}`)
}
