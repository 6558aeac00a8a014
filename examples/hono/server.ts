// Hono on Node, on PORT (3000). Bun takes `export default app`, Deno `Deno.serve(app.fetch)`.
import { serve } from '@hono/node-server'
import { app, mida } from './app.ts'

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3_000) })
process.once('SIGTERM', () => server.close(() => void mida.close().then(() => process.exit())))
