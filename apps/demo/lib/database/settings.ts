// What the shop makes once for itself and keeps.
import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { getDatabase } from './database'

const settingRow = z.object({ value: z.string() })

/** The secret that seals the sessions: random, made at the first use, the same for every process of this database. */
export function readSessionSecret(): string {
  const database = getDatabase()
  database
    .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run('session_secret', randomBytes(32).toString('base64url'))
  const row = database.prepare('SELECT value FROM settings WHERE name = ?').get('session_secret')
  return settingRow.parse(row).value
}
