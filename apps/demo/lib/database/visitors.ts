// Which of Mida's visitors a user was seen as.
import 'server-only'
import { z } from 'zod'
import { getDatabase } from './database'

const visitorRows = z.array(z.object({ mida_uuid: z.string() }))

export function linkVisitor({ midaUuid, userId }: { midaUuid: string; userId: string }): void {
  getDatabase()
    .prepare(
      `INSERT INTO visitors (mida_uuid, user_id, linked_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET linked_at = excluded.linked_at`,
    )
    .run(midaUuid, userId, Date.now())
}

/** The uuids stored with a user, the newest first. */
export function listMidaUuids(userId: string): string[] {
  const rows = getDatabase()
    .prepare('SELECT mida_uuid FROM visitors WHERE user_id = ? ORDER BY linked_at DESC LIMIT 10')
    .all(userId)
  return visitorRows.parse(rows).map((row) => row.mida_uuid)
}
