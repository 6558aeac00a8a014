// The visitors: their identities, what was merged into them, and their variants.
import { type ReactNode, useEffect, useState } from 'react'
import type { VisitorView, VisitorViews } from '../src/control/visitor-views.ts'
import type { EventFilter } from './event-shelf.ts'
import { usePageState, useStore } from './store-context.ts'
import { toDateTime, toTime } from './times.ts'
import { WindowedList } from './windowed-list.tsx'

type VisitorPanelProps = Readonly<{ filter: EventFilter; onEvents: (midaUuid: string) => void }>

export function VisitorPanel({ filter, onEvents }: VisitorPanelProps): ReactNode {
  const { visitors, count } = useVisitors(filter)
  const [chosen, setChosen] = useState<string | null>(null)
  const selected = visitors.findIndex(({ midaUuid }) => midaUuid === chosen)
  const visitor = visitors[selected] ?? (visitors.length === 1 ? visitors[0] : undefined)
  return (
    <div className="panel">
      <section aria-label="Visitors">
        <p className="note" role="status">
          {toNote(visitors.length, count)}
        </p>
        <WindowedList
          className="visitors"
          label="Visitors, newest first"
          columns={['First seen', 'mida_uuid', 'id', 'email', 'Merged', 'Events']}
          count={visitors.length}
          addedCount={0}
          selected={selected}
          onSelect={(index) => setChosen(visitors[index]?.midaUuid ?? null)}
          rowAt={(index) => toRow(visitors[index])}
        />
      </section>
      <aside aria-label="The chosen visitor">
        {visitor ? (
          <VisitorDetail visitor={visitor} onEvents={onEvents} />
        ) : (
          <p className="empty">Choose a visitor to see all of it.</p>
        )}
      </aside>
    </div>
  )
}

function toNote(shown: number, count: number): string {
  if (count === 0)
    return 'Nobody seen. A visitor exists once its browser has loaded the script, or by a seed.'
  const all = `${count.toLocaleString('en')} visitor${count === 1 ? '' : 's'}`
  return shown < count ? `The newest ${shown} of ${all}; the filter finds the others.` : `${all}.`
}

function toRow(visitor: VisitorView | undefined) {
  if (!visitor) return null
  const { firstSeenMs, midaUuid, id, email, aliases, eventCount } = visitor
  const cells = [toTime(firstSeenMs), midaUuid, id ?? '–', email ?? '–', aliases.length || '–', eventCount]
  return { key: `${visitor.projectKey} ${midaUuid}`, cells }
}

/** Two looks a second at most, however much happens. */
const PAUSE_MS = 500

function useVisitors({ words, project }: EventFilter): VisitorViews {
  const { calls, read } = useStore()
  const [views, setViews] = useState<VisitorViews>({ visitors: [], count: 0 })
  const [look, setLook] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setLook(read().version), PAUSE_MS)
    return () => clearInterval(timer)
  }, [read])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` is when to ask, not what.
  useEffect(() => {
    let isWanted = true
    void calls.visitors({ words, project }).then((answer) => {
      if (isWanted && answer) setViews(answer)
    })
    return () => {
      isWanted = false
    }
  }, [calls, words, project, look])
  return views
}

type VisitorDetailProps = Readonly<{ visitor: VisitorView; onEvents: (midaUuid: string) => void }>

function VisitorDetail({ visitor, onEvents }: VisitorDetailProps): ReactNode {
  const merges = usePageState().merges.filter(({ into }) => into === visitor.midaUuid)
  const { projectKey, midaUuid, id, email, firstSeenMs, knownFromMs, eventCount, aliases } = visitor
  return (
    <>
      <h2>{id ?? email ?? midaUuid}</h2>
      <dl>
        <dt>mida_uuid</dt>
        <dd>{midaUuid}</dd>
        <dt>id</dt>
        <dd>{id ?? '–'}</dd>
        <dt>email</dt>
        <dd>{email ?? '–'}</dd>
        <dt>First seen</dt>
        <dd>{toDateTime(firstSeenMs)}</dd>
        {knownFromMs > firstSeenMs && (
          <>
            <dt>API finds it</dt>
            <dd>from {toDateTime(knownFromMs)}</dd>
          </>
        )}
        <dt>Project</dt>
        <dd>{projectKey}</dd>
        <dt>Events</dt>
        <dd>
          <button type="button" className="link" onClick={() => onEvents(midaUuid)}>
            {eventCount}
          </button>
        </dd>
      </dl>
      <h3>Attributes</h3>
      <pre>{JSON.stringify(visitor.attributes, null, 2)}</pre>
      <h3>Variants</h3>
      <pre>{JSON.stringify(visitor.variants, null, 2)}</pre>
      <h3>Merged into this visitor</h3>
      <MergedUuids aliases={aliases} merges={merges} />
    </>
  )
}

type MergedUuidsProps = Readonly<{
  aliases: readonly string[]
  merges: readonly Readonly<{ from: string; atMs: number }>[]
}>

function MergedUuids({ aliases, merges }: MergedUuidsProps): ReactNode {
  const atMs = new Map(merges.map((merge) => [merge.from, merge.atMs]))
  const uuids = [...new Set([...aliases, ...atMs.keys()])]
  if (uuids.length === 0) return <p className="empty">None. A login in a second browser would be one.</p>
  return (
    <ul>
      {uuids.map((uuid) => (
        <li key={uuid}>
          <code>{uuid}</code> {toMoment(atMs.get(uuid))}
        </li>
      ))}
    </ul>
  )
}

function toMoment(ms: number | undefined): string {
  return ms === undefined ? '' : `at ${toTime(ms)}`
}
