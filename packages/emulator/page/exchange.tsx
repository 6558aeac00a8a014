// One request and its answer as they went over the wire, and the same as a command.
import { type ReactNode, useEffect, useState } from 'react'
import type { RequestView } from '../src/control/request-view.ts'
import { CopyButton } from './copy-button.tsx'
import { useStore } from './store-context.ts'
import { toCurl } from './to-curl.ts'

type By = { event: number } | { id: number }

export function Exchange({ by }: { by: By }): ReactNode {
  const view = useRequestView(by)
  if (view === 'loading') return <p className="empty">Loading…</p>
  if (view === null)
    return <p className="empty">The request is not in the log any more; the log keeps the newest.</p>
  const curl = toCurl(view, location.origin)
  return (
    <>
      <h3>Request</h3>
      <pre>{toRequestText(view)}</pre>
      <h3>Answer</h3>
      <pre>{toAnswerText(view)}</pre>
      <h3>As curl</h3>
      <pre>{curl}</pre>
      <CopyButton text={curl} label="Copy as curl" />
    </>
  )
}

function useRequestView(by: By): RequestView | null | 'loading' {
  const { calls } = useStore()
  const [view, setView] = useState<RequestView | null | 'loading'>('loading')
  const [name, value] = 'event' in by ? (['event', by.event] as const) : (['id', by.id] as const)
  useEffect(() => {
    let isWanted = true
    const asked = name === 'event' ? { event: value } : { id: value }
    void calls.request(asked).then((answer) => {
      if (isWanted) setView(answer)
    })
    return () => {
      isWanted = false
    }
  }, [calls, name, value])
  return view
}

function toRequestText({ method, path, headers, body }: RequestView): string {
  return [`${method} ${path}`, ...toHeaderLines(headers), '', body].join('\n')
}

function toAnswerText({ answer, fault }: RequestView): string {
  if (answer === null) return fault === 'hang' ? 'None: it hangs.' : 'None: the connection was reset.'
  const cut = fault === 'truncated' ? ['', '(cut in the middle of the body)'] : []
  return [String(answer.status), ...toHeaderLines(answer.headers), '', answer.body, ...cut].join('\n')
}

function toHeaderLines(headers: RequestView['headers']): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}
