// The one place that knows the API key (from the environment) and who is logged in.
import 'server-only'
import { createMida } from '@mida-kit/server/next'
import { createSqliteOutbox } from '@mida-kit/server/outbox/sqlite'
import { getDatabasePath } from '@/lib/database/database'
import { saveDelivery } from '@/lib/database/deliveries'
import { linkVisitor } from '@/lib/database/visitors'
import { readCurrentUser } from '@/lib/session'
import { events } from './events'

// In the shop's own file, so that an order and its event are written in one transaction.
export const outbox = createSqliteOutbox({ path: getDatabasePath() })

export const mida = createMida({
  events,
  outbox,
  // The session decides who an event is recorded as. The browser cannot say it.
  user: async () => {
    const user = await readCurrentUser()
    return user ? { id: user.id } : null
  },
  // With a user: the uuid that Mida gave this browser after that user's identify. Good for a webhook later on.
  onVisitor: ({ midaUuid, user }) => {
    if (user) linkVisitor({ midaUuid, userId: String(user.id) })
  },
  // Twice for each event that is sent: when it is on disk, and when its outcome is known.
  onDelivery: saveDelivery,
})
