// The page as a whole: the head, the tabs, and the chosen panel.
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { EventPanel } from './event-panel.tsx'
import type { EventFilter } from './event-shelf.ts'
import { FaultPanel } from './fault-panel.tsx'
import { Head } from './head.tsx'
import { RequestPanel } from './request-panel.tsx'
import type { PageState, PageStore } from './store.ts'
import { StoreProvider, usePageState } from './store-context.ts'
import { type Tab, Tabs } from './tabs.tsx'
import { VisitorPanel } from './visitor-panel.tsx'

export function App({ store }: { store: PageStore }): ReactNode {
  return (
    <StoreProvider value={store}>
      <Page store={store} />
    </StoreProvider>
  )
}

function Page({ store }: { store: PageStore }): ReactNode {
  const state = usePageState()
  const [tab, setTab] = useTab()
  const [filter, setFilter] = useState<EventFilter>({ words: '', project: '' })
  const looked = useDeferredValue(filter)
  useEffect(() => store.setFilter(looked), [store, looked])

  const showVisitor = (midaUuid: string): void => {
    setFilter({ ...filter, words: midaUuid })
    setTab('visitors')
  }
  const showEvents = (midaUuid: string): void => {
    setFilter({ ...filter, words: midaUuid })
    setTab('events')
  }
  return (
    <>
      <Head filter={filter} onFilter={setFilter} />
      <Tabs tab={tab} onTab={setTab} counts={toCounts(state)} />
      <main id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'events' && <EventPanel isFiltered={isFiltering(looked)} onVisitor={showVisitor} />}
        {tab === 'visitors' && <VisitorPanel filter={looked} onEvents={showEvents} />}
        {tab === 'requests' && <RequestPanel filter={looked} />}
        {tab === 'faults' && <FaultPanel />}
      </main>
    </>
  )
}

const TAB_NAMES: readonly Tab[] = ['events', 'visitors', 'requests', 'faults']

/** The tab is in the address, so that it outlives a reload. */
function useTab(): [Tab, (tab: Tab) => void] {
  const [tab, setTab] = useState<Tab>(
    () => TAB_NAMES.find((name) => `#${name}` === location.hash) ?? 'events',
  )
  const choose = (next: Tab): void => {
    history.replaceState(null, '', `#${next}`)
    setTab(next)
  }
  return [tab, choose]
}

function toCounts({ eventCount, visitorCount, requests, faults }: PageState): Record<Tab, number> {
  return { events: eventCount, visitors: visitorCount, requests: requests.length, faults: faults.length }
}

function isFiltering({ words, project }: EventFilter): boolean {
  return words.trim() !== '' || project !== ''
}
