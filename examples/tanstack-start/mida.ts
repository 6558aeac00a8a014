// src/server/mida.ts: the one place that knows the API key.
import { createMida } from '@mida-kit/server'
import { events, readUserId } from '../shared/events.ts'

export const mida = createMida({
  events,
  user: (request) => {
    const id = readUserId(request.headers.get('cookie'))
    return id === null ? null : { id }
  },
})
