// The sessions that are open. One that is not here has ended, whatever a cookie says.
import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getDatabase } from './database'

const sessionRow = z.object({ user_id: z.string() })

/** Opens a session and gives its id. */
export function createSession(userId: string, { lastsMs }: { lastsMs: number }): string {
  const id = randomUUID()
  const nowMs = Date.now()
  const database = getDatabase()
  database.prepare('DELETE FROM sessions WHERE expires_at <= ?').run(nowMs)
  database
    .prepare('INSERT INTO sessions (id, user_id, expires_at) VALUES (?, ?, ?)')
    .run(id, userId, nowMs + lastsMs)
  return id
}

/** The user of a session that is open; null for any other. */
export function findSessionUserId(sessionId: string): string | null {
  const row = getDatabase()
    .prepare('SELECT user_id FROM sessions WHERE id = ? AND expires_at > ?')
    .get(sessionId, Date.now())
  return row === undefined ? null : sessionRow.parse(row).user_id
}

export function deleteSession(sessionId: string): void {
  getDatabase().prepare('DELETE FROM sessions WHERE id = ?').run(sessionId)
}
