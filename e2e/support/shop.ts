// One running shop: the built demo on a port of its own, with a database file of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The secret that must never reach a browser. */
export const API_KEY = 'demo-api-key'
export const PROJECT_KEY = 'demo-project'

/** What a scheduler says to the shop's cron route. */
export const CRON_SECRET = 'cron-secret-of-the-flows'
/** What the payment provider signs its webhooks with. */
export const WEBHOOK_SECRET = 'webhook-secret-of-the-flows'
/** The shop, built on the packed packages. */
export const SHOP_FOLDER = readShopFolder()

export type Shop = {
  readonly url: string
  /** What the shop has printed so far. */
  readonly output: () => string
  /** Sends a signal, SIGTERM unless told otherwise, and resolves when the process has ended. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

export type ShopOptions = {
  /** Address of the API, e.g. `http://127.0.0.1:4800/v2`. */
  readonly apiUrl: string
  readonly database?: string
  /** The built Next app. @default the demo */
  readonly folder?: string
}

/** A fresh path for a shop's database. */
export async function newDatabase(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'mida-shop-')), 'shop.db')
}

/** Starts the built shop and resolves once it answers. */
export async function startShop({ apiUrl, database, folder = SHOP_FOLDER }: ShopOptions): Promise<Shop> {
  const port = await findFreePort()
  const file = database ?? (await newDatabase())
  let output = ''
  const child = spawn(
    join(folder, 'node_modules', '.bin', 'next'),
    ['start', '-H', '127.0.0.1', '-p', String(port)],
    {
      cwd: folder,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_PUBLIC_MIDA_PROJECT_KEY: PROJECT_KEY,
        MIDA_API_KEY: API_KEY,
        MIDA_API_URL: apiUrl,
        CRON_SECRET,
        PAYMENT_WEBHOOK_SECRET: WEBHOOK_SECRET,
        SHOP_DB: file,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk
      if (output.includes('Ready')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`The shop ended with ${code}:\n${output}`)))
  })
  return { url: `http://127.0.0.1:${port}`, output: () => output, stop: (signal) => stop(child, signal) }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function readShopFolder(): string {
  const folder = process.env.SHOP_FOLDER
  if (!folder) throw new Error('SHOP_FOLDER is not set: run this through `npm run e2e`.')
  return folder
}
