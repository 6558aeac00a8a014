// What Mida's script leaves on the page, read with distrust. The one place that looks at Mida's own globals.
import { isMidaUuid } from '@mida-kit/contract'
import type { SettledOptions } from './options.ts'
import type { MidaClient } from './types.ts'

/** Longest wait for one `mida.uuid()`, in milliseconds. */
const READ_TIMEOUT_MS = 1_000

/** Where the page's one client is, for every copy of this module. */
export const CLIENT: unique symbol = Symbol.for('@mida-kit/react')

type MidaPage = {
  mida?: { uuid?: unknown; identify?: unknown; hasConsent?: unknown }
  mdq?: { push?: (call: readonly unknown[]) => unknown }
  _h_uuid?: unknown
  [CLIENT]?: MidaClient
  /** Written by `MidaScript`. */
  __midaKit?: { script?: 'loading' | 'loaded' | 'failed' | 'disabled' }
}

export function readPage(): MidaPage {
  return globalThis as MidaPage
}

type ReadOptions = Pick<SettledOptions, 'sleep'>

/** The forms of the uuid, from the most to the least trusted. */
const SOURCES: readonly ((options: ReadOptions) => unknown)[] = [
  ({ sleep }) => {
    const { mida } = readPage()
    if (typeof mida?.uuid !== 'function') return mida?.uuid
    return Promise.race([mida.uuid(), sleep(READ_TIMEOUT_MS)])
  },
  () => readPage()._h_uuid,
  () => /(?:^|; )optimize_uuid=([^;]*)/.exec(document.cookie)?.[1],
]

/** The uuid as Mida gives it now; never rejects, and takes at most a second. */
export async function readUuid(options: ReadOptions): Promise<string | undefined> {
  for (const source of SOURCES) {
    try {
      const value = await source(options)
      if (isMidaUuid(value)) return value
    } catch {
      // A script that throws is as good as none: the next form may still be there.
    }
  }
  return undefined
}
