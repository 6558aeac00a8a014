// @ts-check
// The built shop as a child that may be killed, and the payment provider that calls its webhook.
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

const WEBHOOK_SECRET = 'webhook-secret-of-the-faults'

/** Resolves when it is ready. @param {{ folder: string, database: string, apiUrl: string }} options */
export async function startShop({ folder, database, apiUrl }) {
  const port = await findFreePort()
  const next = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next')
  const child = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_MIDA_PROJECT_KEY: 'demo-project',
      MIDA_API_KEY: 'demo-api-key',
      MIDA_API_URL: apiUrl,
      PAYMENT_WEBHOOK_SECRET: WEBHOOK_SECRET,
      SHOP_DB: database,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  await new Promise((resolve, reject) => {
    const read = (/** @type {Buffer} */ chunk) => {
      output += chunk
      if (output.includes('Ready')) resolve(null)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`The shop ended with ${code}:\n${output}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    /** @param {NodeJS.Signals} signal */
    end: async (signal) => {
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    },
  }
}

/** A signed webhook; false where the shop has not taken it, so that a provider would call again. @param {string} shopUrl @param {{ orderId: string, cents: number }} payment */
export async function callWebhook(shopUrl, { orderId, cents }) {
  const body = JSON.stringify({ type: 'payment.succeeded', order_id: orderId, cents })
  const seconds = Math.floor(Date.now() / 1_000)
  const mac = createHmac('sha256', WEBHOOK_SECRET).update(`${seconds}.${body}`).digest('hex')
  const headers = { 'content-type': 'application/json', 'payment-signature': `t=${seconds},v1=${mac}` }
  const answer = await fetch(`${shopUrl}/api/payments/webhook`, { method: 'POST', headers, body }).catch(
    () => null,
  )
  return answer?.ok ?? false
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
