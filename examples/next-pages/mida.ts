// lib/mida/server.ts of an app on the Pages Router: the one place that knows the API key.
import { createMida } from '@mida-kit/server/next-pages'
import { events } from '../shared/events.ts'

export const mida = createMida({
  events,
  user: ({ cookies }) => (cookies.session ? { id: cookies.session } : null),
})
