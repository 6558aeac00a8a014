// The one place that knows the API key. React Router keeps `.server.ts` files out of the browser's bundle.
import { createMida } from '@mida-kit/server'
import { events, readUserId } from '../shared/events.ts'

export const mida = createMida({
  events,
  // With createCookieSessionStorage: `(await getSession(request.headers.get('cookie'))).get('userId')`.
  user: (request) => {
    const id = readUserId(request.headers.get('cookie'))
    return id === null ? null : { id }
  },
})
