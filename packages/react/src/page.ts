// What Mida's script leaves on the page, read with distrust. Its answers on variants and flags: script-watch.ts.
import type { SettledOptions } from './options.ts'
import type { MidaClient } from './types.ts'

/** Longest wait for one `mida.uuid()`, in milliseconds. */
const READ_TIMEOUT_MS = 1_000

/** Where the page's one client is, for every copy of this module. */
export const CLIENT: unique symbol = Symbol.for('@mida-kit/react')

/** Mida's script as it is on the page: any of it may be missing, and may throw. */
export type MidaScriptApi = {
  uuid?: unknown
  identify?: (user: unknown) => unknown
  hasConsent?: unknown
  grantConsent?: (isGranted: boolean) => unknown
  version?: (testId: string) => unknown
  isFeatureEnabled?: (key: string) => unknown
  onFeatureFlags?: (callback: () => void) => unknown
}

type MidaPage = {
  mida?: MidaScriptApi
  _h_uuid?: unknown
  [CLIENT]?: MidaClient
  /** Written by `MidaScript`. */
  __midaKit?: { script?: 'loading' | 'loaded' | 'failed' | 'disabled' }
}

export function readPage(): MidaPage {
  return globalThis as MidaPage
}

/** The uuid as Mida gives it now, from the most to the least trusted form; never rejects, and takes at most a second. */
export async function readUuid(core: SettledOptions): Promise<string | undefined> {
  const { mida, _h_uuid } = readPage()
  let said: unknown
  try {
    said = mida?.uuid
    if (typeof said === 'function') said = await Promise.race([said.call(mida), core.sleep(READ_TIMEOUT_MS)])
  } catch {
    // A script that throws is as good as none: the next form may still be there.
  }
  let cookie: string | undefined
  try {
    cookie = /(?:^|; )optimize_uuid=([^;]*)/.exec(document.cookie)?.[1]
  } catch {
    // A sandboxed page has no cookies, and throws.
  }
  return [said, _h_uuid, cookie].find(isMidaUuid)
}

/** Whether Mida itself says that the visitor has not consented. */
export function isRefused(): boolean {
  try {
    return readPage().mida?.hasConsent === false
  } catch {
    return false // A script that throws says nothing.
  }
}

/** As the contract's own `isMidaUuid`, without what stands beside that one. */
function isMidaUuid(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,128}$/.test(value)
}
