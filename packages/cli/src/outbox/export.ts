// `outbox export`: every selected event as a line of CSV or JSON, on stdout or in a new file of its owner alone.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import type { OutboxFilter } from '@mida-kit/server'
import { EXIT, type ExitStatus, Misuse } from '../command.ts'
import { type Terminal, toVisible } from '../terminal.ts'
import { toCsvLine } from './csv.ts'
import type { OpenedOutbox } from './open-outbox.ts'
import { startProgress } from './progress.ts'
import { toEvents } from './say.ts'
import { countSelected, listPages } from './selection.ts'
import { type ShownEvent, toShownEvent } from './show-event.ts'

export type ExportFormat = 'csv' | 'jsonl'

export type ExportOptions = {
  readonly filter: OutboxFilter
  readonly format: ExportFormat
  /** Undefined for stdout. */
  readonly output: string | undefined
  readonly hasPersonalData: boolean
}

export async function exportEvents(
  { outbox }: OpenedOutbox,
  terminal: Terminal,
  { filter, format, output, hasPersonalData }: ExportOptions,
): Promise<ExitStatus> {
  const out = output === undefined ? process.stdout : await createFile(output)
  const toLine = format === 'csv' ? toCsv : (event: ShownEvent) => toVisible(JSON.stringify(event))
  const progress = startProgress(terminal, 'exporting', await countSelected(outbox, filter))
  let count = 0
  try {
    if (format === 'csv') await write(out, `${toCsvLine(COLUMNS)}\r\n`)
    const end = format === 'csv' ? '\r\n' : '\n'
    for await (const { events } of listPages(outbox, filter)) {
      const lines = events.map((event) => `${toLine(toShownEvent(event, { hasPersonalData }))}${end}`)
      await write(out, lines.join(''))
      count += events.length
      progress.add(events.length)
    }
    if (output !== undefined) await finish(out)
  } finally {
    progress.end()
  }
  if (output !== undefined) terminal.printError(`${toEvents(count)} exported.`)
  return EXIT.fine
}

const COLUMNS = [
  'id',
  'state',
  'event',
  'event_id',
  'lane',
  'project',
  'user_id',
  'mida_uuid',
  'email',
  'properties',
  'occurred_at',
  'accepted_at',
  'failed_tries',
  'code',
  'message',
]

function toCsv(event: ShownEvent): string {
  const { visitor, properties } = event
  return toCsvLine([
    event.id,
    event.state,
    event.event,
    event.eventId,
    event.lane,
    event.project,
    visitor?.id ?? null,
    visitor?.mida_uuid ?? null,
    visitor?.email ?? null,
    properties === null ? null : JSON.stringify(properties),
    event.occurredAt,
    event.acceptedAt,
    event.failedTries,
    event.code,
    event.message,
  ])
}

/** A new file: what is there already is not written over. @throws Misuse */
async function createFile(path: string): Promise<Writable> {
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  try {
    await once(stream, 'open')
  } catch (error) {
    throw new Misuse(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return stream
}

/** Rejects where the disk is full, say. */
function write(out: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    out.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

async function finish(out: Writable): Promise<void> {
  out.end()
  await once(out, 'close')
}
