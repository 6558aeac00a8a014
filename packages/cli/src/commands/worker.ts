// `worker`: sends what an outbox holds, in a process of its own, until it is told to stop.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type AppMode, joinAppEnvironment } from '../app/environment.ts'
import { type Command, type ExitStatus, Misuse } from '../command.ts'
import { parseCount, parseDurationMs } from '../outbox/durations.ts'
import { FILE_HELP, FILE_OPTIONS, openOutbox } from '../outbox/open-outbox.ts'
import { runWorker } from '../outbox/run-worker.ts'
import type { Terminal } from '../terminal.ts'

const HELP = `Sends what an outbox holds to Mida, outside of the app. The app may send from the same outbox meanwhile, or leave it
to workers by sendsFromOutbox: false. Reads MIDA_API_KEY, the project key, MIDA_REGION and MIDA_API_URL as the app does, also from
the .env files of this folder.

Usage: mida-kit worker [options]

${FILE_HELP}
  --create           make the file where it is missing: for a worker that may start before the app
  --once             send what is due, then end: for a cron job
  --drain-within T   longest that a worker told to stop finishes what is under way (default 5s)
  --connections N    most requests at the same time (default 64)
  --retry-for T      longest an event is tried again, from its acceptance (default 24h, as outboxRetryForMs)
  --env MODE         development, production or test: which .env files count (default production)
  --json             what it has done as one JSON document, at its end
  --help             this text

SIGTERM or SIGINT tells it to stop; a second one ends it at once. What is unsent stays in the outbox.

Exit status: 0 stopped with nothing under way; with --once: nothing waits any more,
1 stopped while requests were under way, or with --once something still waits (for another try, or Mida is down),
2 the command cannot be used like this: an option, the keys, or no outbox that can be opened.`

const OPTIONS = {
  ...FILE_OPTIONS,
  create: { type: 'boolean', default: false },
  once: { type: 'boolean', default: false },
  'drain-within': { type: 'string', default: '5s' },
  connections: { type: 'string', default: '64' },
  'retry-for': { type: 'string', default: '24h' },
  env: { type: 'string', default: 'production' },
  json: { type: 'boolean', default: false },
} as const

export const worker: Command = { help: HELP, run }

async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const options = {
    isOnce: values.once,
    isJson: values.json,
    drainWithinMs: parseDurationMs('--drain-within', values['drain-within']),
    connections: parseCount('--connections', values.connections, 1),
    retryForMs: parseDurationMs('--retry-for', values['retry-for']),
  }
  await joinAppEnvironment(resolve('.'), toMode(values.env))
  const opened = await openOutbox(values, values.create ? 'create' : 'existing')
  return runWorker(opened, terminal, options)
}

function toMode(mode: string): AppMode {
  if (mode === 'development' || mode === 'production' || mode === 'test') return mode
  throw new Misuse(`--env must be development, production or test, not ${JSON.stringify(mode)}`)
}
