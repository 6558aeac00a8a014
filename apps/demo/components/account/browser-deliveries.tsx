'use client'
// The last events of this browser, as it saw them: this one knows what never reached the server.
import { type ReactElement, useSyncExternalStore } from 'react'
import { listNoDeliveries, listSeenDeliveries, subscribeToDeliveries } from '@/lib/mida/browser-deliveries'
import { DeliveryList } from './delivery-list'

export function BrowserDeliveries(): ReactElement {
  const seen = useSyncExternalStore(subscribeToDeliveries, listSeenDeliveries, listNoDeliveries)
  const items = seen.map(({ eventId, seenAtMs, ...rest }) => ({ key: eventId, atMs: seenAtMs, ...rest }))

  return (
    <section className="card" aria-labelledby="browser-heading">
      <h2 id="browser-heading">From this browser</h2>
      <p className="hint">What the browser tracked in this tab, and what it was told. Newest first.</p>
      <DeliveryList items={items} none="Nothing yet. Subscribe to the newsletter, for example." />
    </section>
  )
}
