// An event that is written in the transaction of what it tells about.
import 'server-only'
import type Database from 'libsql'
import { saveDelivery } from '@/lib/database/deliveries'
import { type mida, outbox } from './server'

/** What `mida.prepare` gave: an event that is fit to be written, or why none is recorded. */
export type Prepared = Awaited<ReturnType<typeof mida.prepare>>

/** Call it inside the transaction. An event that is none (no consent, no key) was told to `onDelivery` by `prepare`. */
export function writeEvent(database: Database.Database, prepared: Prepared): void {
  if (prepared.status !== 'prepared') return
  const { entry, eventId } = prepared
  if (outbox.write(database, entry).status !== 'queued') return
  const id = entry.identifiers.find(({ by }) => by === 'id')?.value
  const event = {
    eventId,
    name: entry.eventName,
    from: entry.lane,
    visitor: id === undefined ? null : { id },
  }
  saveDelivery({ event, delivery: { status: 'queued', eventId } })
}
