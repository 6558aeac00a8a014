// Which of Mida's visitors a user was seen as. A uuid is a browser's claim: good for writing to Mida, never for reading
// what somebody did.
import 'server-only'
import { z } from 'zod'
import { getDatabase } from './database'

const KEPT_COUNT = 50
const LISTED_COUNT = 10

const visitorRows = z.array(z.object({ mida_uuid: z.string() }))

/** Keeps a user's newest 50 uuids. */
export function linkVisitor({ midaUuid, userId }: { midaUuid: string; userId: string }): void {
  const database = getDatabase()
  database
    .prepare(
      `INSERT INTO visitors (mida_uuid, user_id, linked_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET linked_at = excluded.linked_at`,
    )
    .run(midaUuid, userId, Date.now())
  database
    .prepare(
      `DELETE FROM visitors WHERE rowid IN (
         SELECT rowid FROM visitors WHERE user_id = ?
         ORDER BY linked_at DESC, rowid DESC LIMIT -1 OFFSET ?
       )`,
    )
    .run(userId, KEPT_COUNT)
}

/** The uuids stored with a user, the newest first. */
export function listMidaUuids(userId: string): string[] {
  const rows = getDatabase()
    .prepare('SELECT mida_uuid FROM visitors WHERE user_id = ? ORDER BY linked_at DESC, rowid DESC LIMIT ?')
    .all(userId, LISTED_COUNT)
  return visitorRows.parse(rows).map((row) => row.mida_uuid)
}

/** Forgets all of a user's uuids. */
export function unlinkVisitors(userId: string): void {
  getDatabase().prepare('DELETE FROM visitors WHERE user_id = ?').run(userId)
}
