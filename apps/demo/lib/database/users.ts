// The accounts.
import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { FIRST_PLAN, PLAN_IDS, type PlanId } from '@/lib/plans'
import { getDatabase } from './database'

const userRow = z
  .object({
    id: z.string(),
    email: z.string(),
    password_hash: z.string(),
    plan: z.enum(PLAN_IDS),
  })
  .transform(({ password_hash, ...user }) => ({ ...user, passwordHash: password_hash }))

export type Account = z.output<typeof userRow>

/** Null where the e-mail has an account already. */
export function createUser({
  email,
  passwordHash,
}: Pick<Account, 'email' | 'passwordHash'>): { id: string; email: string } | null {
  const id = randomUUID()
  const { changes } = getDatabase()
    .prepare(
      `INSERT INTO users (id, email, password_hash, plan, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (email) DO NOTHING`,
    )
    .run(id, email, passwordHash, FIRST_PLAN, Date.now())
  return changes === 1 ? { id, email } : null
}

export function findUserById(id: string): Account | null {
  return toUser(getDatabase().prepare('SELECT * FROM users WHERE id = ?').get(id))
}

export function findUserByEmail(email: string): Account | null {
  return toUser(getDatabase().prepare('SELECT * FROM users WHERE email = ?').get(email))
}

/** Moves a user from one plan to another; false where the user is not on `from` (any more). */
export function movePlan(userId: string, { from, to }: { from: PlanId; to: PlanId }): boolean {
  const { changes } = getDatabase()
    .prepare('UPDATE users SET plan = ? WHERE id = ? AND plan = ?')
    .run(to, userId, from)
  return changes === 1
}

function toUser(row: unknown): Account | null {
  return row === undefined ? null : userRow.parse(row)
}
