// The kit's own cookie: which visitor this browser is, and which user that uuid was published for. Nothing else.
import { isMidaUuid } from '@mida-kit/contract'

/** What the cookie says. A claim: good for attribution, never for authorisation. */
export type CookieVisitor = {
  readonly midaUuid: string
  /** A digest of the user's id after whose identify the uuid was published; null for nobody. */
  readonly userTag: string | null
}

export type CookieSettings = {
  /** Whether the page came over https. */
  readonly isSecure: boolean
  readonly domain: string | undefined
}

const NAME = 'mida_visitor'
const MAX_AGE_SECONDS = 365 * 24 * 60 * 60
const TAG_LENGTH = 22
const MAX_HEADER_LENGTH = 16_384

/** `__Host-mida_visitor` on https without a domain, so that no subdomain can set it; else `mida_visitor`. */
export function cookieName({ isSecure, domain }: CookieSettings): string {
  return isSecure && domain === undefined ? `__Host-${NAME}` : NAME
}

/**
 * Reads the cookie from a `Cookie` header, which may be anything; null where it is missing or broken. Where it is not
 * known whether the page came over https, the name that no subdomain can set goes first.
 */
export function readVisitorCookie(
  header: string | null,
  settings: { readonly isSecure: boolean | null; readonly domain: string | undefined },
): CookieVisitor | null {
  if (header === null || header.length > MAX_HEADER_LENGTH) return null
  const names = settings.isSecure === null ? [true, false] : [settings.isSecure]
  const values = names.map((isSecure) => findCookie(header, cookieName({ ...settings, isSecure })))
  return parseCookieValue(values.find((value) => value !== undefined))
}

/** The first cookie of a name, as it stands: a value of ours needs no decoding, and another's is broken anyway. */
function findCookie(header: string, name: string): string | undefined {
  const pair = header
    .split(';')
    .map((text) => text.split('='))
    .find(([key = '', value]) => value !== undefined && key.trim() === name)
  return pair?.slice(1).join('=').trim()
}

/** Whether `X-Forwarded-Proto` says https. */
export function isHttps(forwardedProto: string): boolean {
  return forwardedProto.split(',')[0]?.trim() === 'https'
}

/** Reads the cookie's value: a uuid, and behind `~` the user's digest. */
export function parseCookieValue(value: string | undefined): CookieVisitor | null {
  const [midaUuid, userTag, ...rest] = value?.split('~') ?? []
  if (!isMidaUuid(midaUuid) || rest.length > 0) return null
  if (userTag === undefined) return { midaUuid, userTag: null }
  return /^[\w-]{22}$/.test(userTag) ? { midaUuid, userTag } : null
}

/** The `Set-Cookie` header that stores a visitor for one year. */
export function writeVisitorCookie({ midaUuid, userTag }: CookieVisitor, settings: CookieSettings): string {
  const value = userTag === null ? midaUuid : `${midaUuid}~${userTag}`
  return writeCookie(value, MAX_AGE_SECONDS, settings)
}

/** The `Set-Cookie` header that removes the visitor. */
export function clearVisitorCookie(settings: CookieSettings): string {
  return writeCookie('', 0, settings)
}

/** A short digest of a user's id: enough to compare, not enough to read it back. */
export async function toUserTag(userId: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(userId))
  const binary = String.fromCharCode(...new Uint8Array(digest))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').slice(0, TAG_LENGTH)
}

// By hand: everything in it was checked before, and a library for any cookie is a twentieth of the edge bundle.
function writeCookie(value: string, maxAgeSeconds: number, settings: CookieSettings): string {
  const { isSecure, domain } = settings
  const shared = domain === undefined ? '' : `; Domain=${domain}`
  const secure = isSecure ? '; Secure' : ''
  const name = cookieName(settings)
  return `${name}=${value}; Max-Age=${maxAgeSeconds}${shared}; Path=/; HttpOnly${secure}; SameSite=Lax`
}
