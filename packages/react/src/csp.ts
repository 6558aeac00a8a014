// What a Content Security Policy has to allow for Mida's script. No React in here: next.config.ts and proxy.ts import it.
import { HIDING_STYLE, toInlineScript } from './inline-script.ts'
import { type MidaScriptProps, toAddress, toApiOrigin, toOrigin } from './script-options.ts'

/** Mida's script imports its fingerprinting from here. */
const FINGERPRINT_ORIGIN = 'https://openfpcdn.io'

/** Source expressions by directive, to be joined with a space to those of your own. */
export type CspSources = {
  /** For `script-src`: the nonce, else the inline script's hash; then the hosts of Mida's script. */
  readonly scriptSrc: readonly string[]
  /** For `style-src`: what the anti-flicker needs; empty without it. */
  readonly styleSrc: readonly string[]
  /** For `connect-src`: where Mida's script reports to. */
  readonly connectSrc: readonly string[]
}

/**
 * What a policy has to allow for `<MidaScript {...options} />`: the same props give the same hash, so share one object.
 *
 * With a `nonce` it stands in place of the hashes; a page that is built once has no nonce and goes by the hashes.
 * Hashed by WebCrypto: Node 20, edge runtimes and workers have it. What Mida itself adds to the page for a variant
 * (inline scripts and styles) carries no nonce and no hash that can be known.
 *
 * @throws Error MIDA-212 where `cdn` is no host
 * @see https://developer.mozilla.org/docs/Web/HTTP/Headers/Content-Security-Policy
 */
export async function cspSources(options: MidaScriptProps): Promise<CspSources> {
  const address = toAddress(options)
  const allow = async (text: string): Promise<string> =>
    options.nonce ? `'nonce-${options.nonce}'` : `'sha256-${await hash(text)}'`
  const inline = await allow(toInlineScript(options))
  if (!address) return { scriptSrc: [inline], styleSrc: [], connectSrc: [] }

  const origin = toOrigin(address) ?? "'self'"
  return {
    scriptSrc: [inline, origin, FINGERPRINT_ORIGIN],
    styleSrc: options.antiFlicker ? [await allow(HIDING_STYLE)] : [],
    connectSrc: [origin, toApiOrigin(options), FINGERPRINT_ORIGIN],
  }
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
}
