// Listens on PORT (3000). What waits is sent when the process is told to stop.
import { createApp } from './app.ts'

const app = createApp()
await app.listen({ port: Number(process.env.PORT ?? 3_000) })
process.once('SIGTERM', () => void app.close().then(() => process.exit()))
