// The session: a sealed cookie that names a session in the database, which names the user.
import 'server-only'
import { createSession, deleteSession, findSessionUserId } from '@/lib/database/sessions'
import { type Account, findUserById } from '@/lib/database/users'
import { readSessionIds, removeSessionCookie, writeSessionCookie } from '@/lib/session-cookie'

const WEEK_SECONDS = 7 * 24 * 60 * 60

/** Who is logged in, read anew from the database; null for nobody, and where cookies name two different users. */
export async function readCurrentUser(): Promise<Account | null> {
  const userIds = new Set((await readSessionIds()).map(findSessionUserId))
  userIds.delete(null)
  const [userId = null] = userIds
  return userId === null || userIds.size > 1 ? null : findUserById(userId)
}

/** For server actions: ends the session that was there, opens another and sets its cookie. */
export async function startSession(userId: string): Promise<void> {
  await deleteSessions()
  const sessionId = createSession(userId, { lastsMs: WEEK_SECONDS * 1_000 })
  await writeSessionCookie(sessionId, { maxAgeSeconds: WEEK_SECONDS })
}

/** For server actions: ends the session for good, so that a copy of its cookie is worth nothing. */
export async function endSession(): Promise<void> {
  await deleteSessions()
  await removeSessionCookie()
}

async function deleteSessions(): Promise<void> {
  for (const sessionId of await readSessionIds()) deleteSession(sessionId)
}
