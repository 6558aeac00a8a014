'use client'
// What the server knows of the user: the uuids stored with the account, and the fate of the user's events.
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { AccountEvents } from '@/lib/account-events'
import { explainFate } from '@/lib/mida/explain'
import { accountEventsQuery } from '@/lib/queries/account-events'
import { DeliveryList } from './delivery-list'

export function ServerSide({ userId, initial }: { userId: string; initial: AccountEvents }): ReactElement {
  const { data, isError } = useQuery({ ...accountEventsQuery(userId), initialData: initial })
  const items = data.deliveries.map((row) => ({
    key: row.eventId,
    name: row.name,
    from: row.sentFrom,
    atMs: row.acceptedAtMs,
    ...explainFate(row),
  }))

  return (
    <section className="card" aria-labelledby="server-heading">
      <h2 id="server-heading">What the server knows</h2>
      <p className="hint">Your events, and what Mida made of them. Newest first.</p>
      <DeliveryList items={items} none="Nothing yet. Upgrade your plan, for example." />
      <h3>Uuids stored with you</h3>
      {data.midaUuids.length === 0 && <p className="hint">None yet.</p>}
      <ul className="uuids" aria-label="Stored uuids">
        {data.midaUuids.map((uuid) => (
          <li key={uuid}>
            <code>{uuid}</code>
          </li>
        ))}
      </ul>
      <p role="alert" className="error">
        {isError && 'The shop did not answer. What stands here may be old.'}
      </p>
    </section>
  )
}
