// What an app may choose about Mida's script, and the addresses that follow from it. No React in here.

/** Attributes that a tag of Mida's script may carry beside those that the kit sets. */
export type MidaScriptAttributes = {
  /** Stand on both tags, the inline one and the loader's: `data-cfasync`, `data-cookieconsent`. */
  readonly [name: `data-${string}`]: string
  readonly crossOrigin?: 'anonymous' | 'use-credentials'
  readonly fetchPriority?: 'high' | 'low' | 'auto'
  readonly integrity?: string
  readonly referrerPolicy?: string
}

/** The props of `MidaScript`. Nothing here is secret: all of it is in the page. */
export type MidaScriptProps = {
  /** The public key of the Mida project. Without one nothing is loaded, and the uuid is `unavailable: disabled`. */
  projectKey?: string | undefined
  /** Where the project lives. @default 'us' */
  region?: 'us' | 'eu' | undefined
  /**
   * Your own host of Mida's script, with a path if there is one: `cdn.example.com/mida`. No scheme, no slash at the
   * end. Mida's script learns it as `window.mdcdn`, and is loaded from `https://{cdn}/js/optimize.js`.
   *
   * @throws Error MIDA-212, while rendering, where it has another form
   */
  cdn?: string | undefined
  /** Replaces the script's whole address, e.g. by an emulator's. `?key=` is added unless it is there. */
  src?: string | undefined
  /** The nonce of the page's Content Security Policy; every tag gets it, also the ones that are added later. */
  nonce?: string | undefined
  /** Tells Mida that the page is a single-page application. @default true */
  spa?: boolean | undefined
  /**
   * Hides the page until variants are applied: never longer than `timeoutMs`, and not at all once the script is known
   * to be blocked.
   *
   * @default false; true is 3_000 ms
   */
  antiFlicker?: boolean | { readonly timeoutMs: number } | undefined
  /** More attributes for the loader's tag. @default {} */
  attributes?: MidaScriptAttributes | undefined
}

/** The script's address with its key, or undefined where Mida is turned off. @throws Error MIDA-212 for the `cdn`. */
export function toAddress({ projectKey, region, cdn, src }: MidaScriptProps): string | undefined {
  if (cdn && !/^[\w.-]+(:\d+)?(\/[\w.-]+)*$/.test(cdn)) {
    const advice = 'Name a host, with a path if there is one, without a scheme and a slash at the end.'
    throw new Error(`[MIDA-212] cdn="${cdn}" cannot be used. ${advice} See docs/errors/MIDA-212.md`)
  }
  if (!projectKey) return undefined
  const host = cdn || `cdn${region === 'eu' ? '-eu' : ''}.mida.so`
  const address = src ?? `https://${host}/js/optimize.js`
  if (/[?&]key=/.test(address)) return address
  return `${address}${address.includes('?') ? '&' : '?'}key=${encodeURIComponent(projectKey)}`
}

/** The origin of an address, or undefined where it is relative: then it is the page's own. */
export function toOrigin(address: string | undefined): string | undefined {
  return /^https?:\/\/[^/?]+/.exec(address ?? '')?.[0]
}

/** Where the region's API lives. */
export function toApiOrigin({ region = 'us' }: MidaScriptProps): string {
  return `https://api-${region}.mida.so`
}
