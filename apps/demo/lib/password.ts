// Passwords: hashed with scrypt and a salt of their own, compared in constant time.
import 'server-only'
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const KEY_BYTES = 64
const SALT_BYTES = 16

const derive = promisify<string, Buffer, number, Buffer>(scrypt)

/** Salt and hash as text, `salt:hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, KEY_BYTES)
  return `${salt.toString('hex')}:${hash.toString('hex')}`
}

/** Takes as long for an account that does not exist (null), so that the time tells nothing. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [salt = '', hash = ''] = stored?.split(':') ?? []
  const expected = Buffer.from(hash, 'hex')
  const given = await derive(password, Buffer.from(salt, 'hex'), KEY_BYTES)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
