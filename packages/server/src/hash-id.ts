// A user's id as Mida sees it where the app wants it hashed: HMAC-SHA256 with the app's secret.
import { MidaSetupError } from '@mida-kit/contract'

const KNOWN_IDS = 10_000

/** Turns a user's own id into the one that Mida knows them by. Rejects where the secret cannot be used. */
export type HashId = (id: string) => Promise<string>

/** Whether a secret is long enough to be one. */
export function isUsableSecret(secret: string | undefined): secret is string {
  return secret !== undefined && secret.length >= MIN_SECRET_LENGTH
}

const MIN_SECRET_LENGTH = 16

/**
 * The HMAC of an id as 43 characters of base64url; the same for the same secret, in every process. The last 10,000 are
 * remembered. Without options an id stays as it is; with a secret that cannot be used, hashing rejects.
 */
export function createHashId(options: { readonly secret: string | undefined } | undefined): {
  readonly hash: HashId
  readonly forget: (id: string) => void
} {
  if (!options) return { hash: async (id) => id, forget: () => {} }
  const known = new Map<string, string>()
  let key: Promise<CryptoKey> | null = null
  const hash: HashId = async (id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    key ??= importKey(options.secret)
    const signature = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(id))
    const hashed = toBase64Url(new Uint8Array(signature))
    known.set(id, hashed)
    if (known.size > KNOWN_IDS) dropOldest(known)
    return hashed
  }
  return { hash, forget: (id) => void known.delete(id) }
}

async function importKey(secret: string | undefined): Promise<CryptoKey> {
  if (!isUsableSecret(secret)) throw new MidaSetupError('MIDA-321')
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign'])
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = String.fromCharCode(...bytes)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function dropOldest(known: Map<string, string>): void {
  const oldest = known.keys().next()
  if (!oldest.done) known.delete(oldest.value)
}
