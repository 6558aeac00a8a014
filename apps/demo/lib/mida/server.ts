// The one place that knows the API key (from the environment) and who is logged in.
import 'server-only'
import { createMida } from '@mida-kit/server/next'
import { saveDelivery } from '@/lib/database/deliveries'
import { linkVisitor } from '@/lib/database/visitors'
import { readCurrentUser } from '@/lib/session'
import { events } from './events'

export const mida = createMida({
  events,
  // The session decides who an event is recorded as. The browser cannot say it.
  user: async () => {
    const user = await readCurrentUser()
    return user ? { id: user.id } : null
  },
  // With a user: the uuid that Mida gave this browser after that user's identify. Good for a webhook later on.
  onVisitor: ({ midaUuid, user }) => {
    if (user) linkVisitor({ midaUuid, userId: String(user.id) })
  },
  // Twice for each event that is sent: when it is accepted, and when its outcome is known.
  onDelivery: saveDelivery,
})
