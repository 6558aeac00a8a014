// What the shop makes once for itself and keeps.
import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { getDatabase } from './database'

const settingRow = z.object({ value: z.string() })

/** The secret that seals the sessions. */
export function readSessionSecret(): string {
  return readSecret('session_secret')
}

/** The secret that the simulated payment provider signs its webhooks with. */
export function readWebhookSecret(): string {
  return readSecret('webhook_secret')
}

/** Random, made at the first use, the same for every process of this database. */
function readSecret(name: 'session_secret' | 'webhook_secret'): string {
  const database = getDatabase()
  database
    .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(name, randomBytes(32).toString('base64url'))
  const row = database.prepare('SELECT value FROM settings WHERE name = ?').get(name)
  return settingRow.parse(row).value
}
