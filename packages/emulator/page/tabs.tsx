// The tabs, as the ARIA practices describe them: one stop for the Tab key, arrows between them.
import type { KeyboardEvent, ReactNode } from 'react'

export type Tab = 'events' | 'visitors' | 'requests' | 'faults'

const TABS: readonly (readonly [Tab, string])[] = [
  ['events', 'Events'],
  ['visitors', 'Visitors'],
  ['requests', 'Requests'],
  ['faults', 'Faults'],
]

type TabsProps = Readonly<{ tab: Tab; onTab: (tab: Tab) => void; counts: Readonly<Record<Tab, number>> }>

export function Tabs({ tab, onTab, counts }: TabsProps): ReactNode {
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const at = TABS.findIndex(([name]) => name === tab)
    const [next = tab] = TABS[(at + step + TABS.length) % TABS.length] ?? []
    onTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <nav aria-label="What to show">
      <div role="tablist" onKeyDown={move}>
        {TABS.map(([name, title]) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls="panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => onTab(name)}
          >
            {title} <span className="count">{counts[name].toLocaleString('en')}</span>
          </button>
        ))}
      </div>
    </nav>
  )
}
