// src/routes/api/m.ts: what the file route's `server.handlers` are. The route itself is
//   export const Route = createFileRoute('/api/m')({ server: { handlers } })
import { mida } from './mida.ts'

type Handler = (context: { readonly request: Request }) => Promise<Response>

export const handlers: { readonly GET: Handler; readonly POST: Handler } = {
  GET: ({ request }) => mida.handle(request),
  POST: ({ request }) => mida.handle(request),
}
