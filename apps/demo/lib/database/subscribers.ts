// The newsletter's list.
import 'server-only'
import { getDatabase } from './database'

/** False where the e-mail is on the list already. */
export function addSubscriber(email: string): boolean {
  const { changes } = getDatabase()
    .prepare('INSERT INTO subscribers (email, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(email, Date.now())
  return changes === 1
}
