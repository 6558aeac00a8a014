// The events, and the chosen one in full.
import { type ReactNode, useState } from 'react'
import type { RecordedEvent } from '../src/state/event-store.ts'
import { Exchange } from './exchange.tsx'
import { usePageState, useStore } from './store-context.ts'
import { toDateTime, toTime } from './times.ts'
import { WindowedList } from './windowed-list.tsx'

type EventPanelProps = Readonly<{ isFiltered: boolean; onVisitor: (midaUuid: string) => void }>

export function EventPanel({ isFiltered, onVisitor }: EventPanelProps): ReactNode {
  const { events } = useStore()
  const state = usePageState()
  const [selectedId, setSelectedId] = useState<number | null>(null)
  const selected = selectedId === null ? -1 : events.indexOf(selectedId)
  const event = events.shownAt(selected)
  const count = events.shownCount()
  return (
    <div className="panel">
      <section aria-label="Events">
        <p className="note" role="status">
          {toNote(count, state.eventCount, isFiltered)}
          {state.droppedEventCount > 0 &&
            ` The memory is full: the oldest ${state.droppedEventCount.toLocaleString('en')} are gone.`}
        </p>
        <WindowedList
          className="events"
          label="Events, newest first"
          columns={['Time', 'Name', 'Properties', 'Visitor', 'By']}
          count={count}
          addedCount={events.addedCount()}
          selected={selected}
          onSelect={(index) => setSelectedId(events.shownAt(index)?.eventId ?? null)}
          rowAt={(index) => toRow(events.shownAt(index))}
        />
      </section>
      <aside aria-label="The chosen event">
        {event ? (
          <EventDetail key={event.eventId} event={event} onVisitor={onVisitor} />
        ) : (
          <p className="empty">Choose an event to see all of it: click, or use the arrow keys.</p>
        )}
      </aside>
    </div>
  )
}

function toNote(shown: number, all: number, isFiltered: boolean): string {
  if (all === 0) return 'Nothing recorded yet.'
  const total = all.toLocaleString('en')
  return isFiltered ? `${shown.toLocaleString('en')} of ${total} events.` : `${total} events.`
}

function toRow(event: RecordedEvent | undefined) {
  if (!event) return null
  const properties = event.properties === null ? '–' : JSON.stringify(event.properties)
  const cells = [toTime(event.receivedAtMs), event.name, properties, event.visitor, event.by]
  return { key: String(event.eventId), cells }
}

type EventDetailProps = Readonly<{ event: RecordedEvent; onVisitor: (midaUuid: string) => void }>

function EventDetail({ event, onVisitor }: EventDetailProps): ReactNode {
  return (
    <>
      <h2>{event.name}</h2>
      <dl>
        <dt>Recorded</dt>
        <dd>{toDateTime(event.receivedAtMs)}</dd>
        <dt>Visitor</dt>
        <dd>
          <button type="button" className="link" onClick={() => onVisitor(event.visitor)}>
            {event.visitor}
          </button>
        </dd>
        <dt>Found by</dt>
        <dd>{event.by}</dd>
        <dt>Project</dt>
        <dd>{event.projectKey}</dd>
        <dt>Number</dt>
        <dd>{event.eventId}</dd>
      </dl>
      <h3>Properties</h3>
      <pre>{event.properties === null ? 'none' : JSON.stringify(event.properties, null, 2)}</pre>
      {event.source === 'script' ? (
        <p className="empty">The browser script reported it; no request reached the API.</p>
      ) : (
        <Exchange by={{ event: event.eventId }} />
      )}
    </>
  )
}
