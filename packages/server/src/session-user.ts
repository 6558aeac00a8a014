// Who is logged in, as the app's `user` option says it: checked once, so that nobody becomes the user "undefined".
import { isIdentifier, type User } from '@mida-kit/contract'
import type { HashId } from './hash-id.ts'
import { warn } from './report.ts'

/** The user of the session. */
export type SessionUser = {
  /** The id by which Mida knows them, as text: hashed where the app wants that. */
  readonly id: string
  /** The user as the app knows them. */
  readonly own: User
}

/**
 * Asks the `user` option. `unavailable` where it throws, or answers with somebody whose id is neither a text of 1 to
 * 256 characters nor a finite number: then nothing is recorded. An error that `isControlFlow` knows is thrown on.
 */
export async function readSessionUser(
  user: () => User | null | Promise<User | null>,
  hashId: HashId,
  isControlFlow: (error: unknown) => boolean = () => false,
): Promise<SessionUser | null | 'unavailable'> {
  try {
    const found = (await user()) ?? null
    if (found === null) return null
    const id = toUserId(found.id)
    if (id !== null) return { id: await hashId(id), own: { ...found, id } }
    warn(
      '[mida] The user option gave somebody without a usable id, so nothing was recorded: use a text or a number.',
    )
  } catch (error) {
    if (isControlFlow(error)) throw error
    warn('[mida] The user option failed, so nothing was recorded:', error)
  }
  return 'unavailable'
}

function toUserId(id: unknown): string | null {
  if (typeof id === 'number') return Number.isFinite(id) ? String(id) : null
  return isIdentifier(id) ? id : null
}
