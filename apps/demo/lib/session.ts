// The session: a sealed cookie that names the user, and nothing else.
import 'server-only'
import { sealData, unsealData } from 'iron-session'
import { cookies, headers } from 'next/headers'
import { z } from 'zod'
import { readSessionSecret } from '@/lib/database/settings'
import { type Account, findUserById } from '@/lib/database/users'

const NAME = 'shop_session'
const WEEK_SECONDS = 7 * 24 * 60 * 60

const sessionContent = z.object({ userId: z.string() })

/** Who is logged in, read anew from the database; null for nobody. */
export async function readCurrentUser(): Promise<Account | null> {
  const seal = (await cookies()).get(NAME)?.value
  if (!seal) return null
  const content = sessionContent.safeParse(await unseal(seal))
  return content.success ? findUserById(content.data.userId) : null
}

/** For server actions: sets the cookie. */
export async function startSession(userId: string): Promise<void> {
  const isHttps = (await headers()).get('x-forwarded-proto')?.split(',')[0] === 'https'
  const seal = await sealData({ userId }, { password: readSecret(), ttl: WEEK_SECONDS })
  const jar = await cookies()
  jar.set(NAME, seal, { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/', maxAge: WEEK_SECONDS })
}

/** For server actions: removes the cookie. */
export async function endSession(): Promise<void> {
  const jar = await cookies()
  jar.delete(NAME)
}

/** A cookie may hold anything: what cannot be opened, or has expired, names nobody. */
async function unseal(seal: string): Promise<unknown> {
  const options = { password: readSecret(), ttl: WEEK_SECONDS }
  try {
    return await unsealData(seal, options)
  } catch {
    return null
  }
}

function readSecret(): string {
  const secret = process.env.SESSION_SECRET || readSessionSecret()
  if (secret.length < 32) throw new Error('SESSION_SECRET needs at least 32 characters.')
  return secret
}
