// The requests that reached the API, whatever became of them.
import { type ReactNode, useState } from 'react'
import type { RequestSummary } from '../src/control/changes.ts'
import type { EventFilter } from './event-shelf.ts'
import { Exchange } from './exchange.tsx'
import { usePageState } from './store-context.ts'
import { toTime } from './times.ts'
import { WindowedList } from './windowed-list.tsx'
import { toHasWords } from './words.ts'

export function RequestPanel({ filter }: { filter: EventFilter }): ReactNode {
  const all = usePageState().requests
  const hasWords = toHasWords(filter.words)
  const requests = all.filter((request) => isOfProject(request, filter.project) && hasWords(toText(request)))
  const [chosen, setChosen] = useState<number | null>(null)
  const selected = requests.findIndex(({ requestId }) => requestId === chosen)
  return (
    <div className="panel">
      <section aria-label="Requests">
        <p className="note" role="status">
          {all.length === 0
            ? 'No request has reached the API.'
            : `${requests.length.toLocaleString('en')} requests.`}
        </p>
        <WindowedList
          className="requests"
          label="Requests to the API, newest first"
          columns={['Time', 'Method', 'Path', 'Status', 'Fault', 'Event']}
          count={requests.length}
          addedCount={requests[0]?.requestId ?? 0}
          selected={selected}
          onSelect={(index) => setChosen(requests[index]?.requestId ?? null)}
          rowAt={(index) => toRow(requests[index])}
        />
      </section>
      <aside aria-label="The chosen request">
        {chosen === null || selected === -1 ? (
          <p className="empty">Choose a request to see it and its answer as they were sent.</p>
        ) : (
          <Exchange key={chosen} by={{ id: chosen }} />
        )}
      </aside>
    </div>
  )
}

function isOfProject({ path }: RequestSummary, project: string): boolean {
  return project === '' || path.startsWith(`/v2/project/${encodeURIComponent(project)}/`)
}

function toText({ method, path, status, fault }: RequestSummary): string {
  return `${method} ${path} ${status ?? 'none'} ${fault ?? ''}`.toLowerCase()
}

function toRow(request: RequestSummary | undefined) {
  if (!request) return null
  const { requestId, receivedAtMs, method, path, status, fault, eventId } = request
  const tone = status !== null && status < 300 ? 'good' : 'bad'
  const shown = (
    <span key="status" className={tone}>
      {status ?? 'none'}
    </span>
  )
  const cells = [toTime(receivedAtMs), method, path, shown, fault ?? '–', eventId ?? '–']
  return { key: String(requestId), cells }
}
