// A list of events with what became of each.
import type { ReactElement } from 'react'
import type { Explanation } from '@/lib/mida/explain'

export type DeliveryItem = Explanation & {
  readonly key: string
  readonly name: string
  /** Where it came from, for lists that hold both. */
  readonly from?: string
  readonly atMs: number
}

export function DeliveryList({
  items,
  none,
}: {
  items: readonly DeliveryItem[]
  none: string
}): ReactElement {
  if (items.length === 0) return <p className="hint">{none}</p>
  return (
    <ul className="deliveries">
      {items.map((item) => (
        <li key={item.key} data-tone={item.tone}>
          <code>{item.name}</code> <span>{item.text}</span>{' '}
          <span className="hint">
            {item.from && `from the ${item.from}, `}
            <time dateTime={new Date(item.atMs).toISOString()}>{toTimeOfDay(item.atMs)}</time>
          </span>
        </li>
      ))}
    </ul>
  )
}

/** In UTC: the server and the browser must write the same. */
function toTimeOfDay(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(11, 19)} UTC`
}
