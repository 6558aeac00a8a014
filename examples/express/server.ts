// Listens on PORT (3000). What waits is sent when the process is told to stop.
import { createApp, mida } from './app.ts'

const server = createApp().listen(Number(process.env.PORT ?? 3_000))
process.once('SIGTERM', () => server.close(() => void mida.close().then(() => process.exit())))
