// The session's cookie: a sealed session id, and nothing else.
import 'server-only'
import { sealData, unsealData } from 'iron-session'
import { cookies, headers } from 'next/headers'
import { z } from 'zod'
import { readSessionSecret } from '@/lib/database/settings'

const NAME = 'shop_session'

const cookieContent = z.object({ sessionId: z.string() })

/**
 * The session ids in the request's cookies. There can be several of one name where another path or a subdomain has set
 * one too, so that nobody can put a cookie of their own in front of the user's unseen.
 */
export async function readSessionIds(): Promise<string[]> {
  const { name } = await readPlace()
  const current = (await cookies()).get(name)?.value // Also what this action has set itself.
  const sent = findCookies((await headers()).get('cookie') ?? '', name)
  const seals = new Set(current ? [current, ...sent] : sent)
  const contents = await Promise.all(Array.from(seals, unseal))
  return contents.flatMap((content) => cookieContent.safeParse(content).data?.sessionId ?? [])
}

/** For server actions. */
export async function writeSessionCookie(
  sessionId: string,
  { maxAgeSeconds }: { maxAgeSeconds: number },
): Promise<void> {
  const seal = await sealData({ sessionId }, { password: readSecret(), ttl: maxAgeSeconds })
  const { name, isHttps } = await readPlace()
  const options = { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/' } as const
  const jar = await cookies()
  jar.set(name, seal, { ...options, maxAge: maxAgeSeconds })
}

/** For server actions. */
export async function removeSessionCookie(): Promise<void> {
  const { name, isHttps } = await readPlace()
  const jar = await cookies()
  // A browser takes this name from nobody who does not say `secure`, also to remove it.
  jar.set(name, '', { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/', maxAge: 0 })
}

/** On https under a name that no subdomain can set. */
async function readPlace(): Promise<{ name: string; isHttps: boolean }> {
  const isHttps = (await headers()).get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https'
  return { name: isHttps ? `__Host-${NAME}` : NAME, isHttps }
}

function findCookies(header: string, name: string): string[] {
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1))
}

/** A cookie may hold anything: what cannot be opened, or has expired, is nothing. */
async function unseal(seal: string): Promise<unknown> {
  try {
    return await unsealData(seal, { password: readSecret() })
  } catch {
    return null
  }
}

function readSecret(): string {
  const secret = process.env.SESSION_SECRET || readSessionSecret()
  if (secret.length < 32) throw new Error('SESSION_SECRET needs at least 32 characters.')
  return secret
}
