// What the account page shows of the server's side: the uuids stored with a user, and the fate of the user's events.
import 'server-only'
import { listDeliveries, type StoredDelivery } from '@/lib/database/deliveries'
import { listMidaUuids } from '@/lib/database/visitors'

export type AccountEvents = {
  readonly midaUuids: readonly string[]
  readonly deliveries: readonly StoredDelivery[]
}

export function readAccountEvents(userId: string): AccountEvents {
  return { midaUuids: listMidaUuids(userId), deliveries: listDeliveries(userId) }
}
