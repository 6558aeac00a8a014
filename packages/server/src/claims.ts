// The app's own store of known events, asked before an event's first try so that one event is one in every process.
import type { Delivery } from '@mida-kit/contract'
import { isFreed } from './dedupe.ts'
import type { Job } from './job.ts'
import type { Runtime } from './runtime.ts'

/**
 * Where keys of known events are kept for several processes: a Redis, a table with a unique index. Keys are digests, so
 * that the store holds nothing personal.
 *
 * Each call may reject and has 2 s. Where `claim` cannot be asked, an event of `at-least-once` is sent all the same and
 * one of `at-most-once` waits, and fails as `dedupe_unavailable` in the end; both are told and counted.
 */
export type DedupeStore = {
  /**
   * Takes a key for `holdMs`, atomically: true where it is free or already this owner's, false where somebody else's.
   * Asked with the same `owner` again when an answer was lost.
   */
  readonly claim: (
    key: string,
    options: { readonly owner: string; readonly holdMs: number },
  ) => Promise<boolean>
  /** Keeps a key for `keepMs` from now: its event is recorded, or may be. */
  readonly keep: (
    key: string,
    options: { readonly owner: string; readonly keepMs: number },
  ) => Promise<unknown>
  /** Frees a key of this owner: its event failed and may be tracked again. */
  readonly release: (key: string, options: { readonly owner: string }) => Promise<unknown>
}

type ClaimsOptions = {
  readonly store: DedupeStore
  readonly keepMs: number
  readonly holdMs: number
  readonly runtime: Runtime
  /** Hears that the store failed, and with what. */
  readonly onTrouble: (error: unknown) => void
}

const STORE_WITHIN_MS = 2_000

export class Claims {
  readonly #options: ClaimsOptions
  readonly #ending = new Set<Promise<void>>()

  constructor(options: ClaimsOptions) {
    this.#options = options
  }

  /** Takes the event's keys, all or none. Never rejects. */
  async take(job: Job): Promise<'taken' | 'known' | 'unavailable'> {
    const { store, holdMs } = this.#options
    const { owner, keys } = toStored(job)
    const taken: string[] = []
    for (const key of await keys) {
      const isTaken = await this.#ask(() => store.claim(key, { owner, holdMs }))
      if (isTaken === true) {
        taken.push(key)
        continue
      }
      for (const other of taken) void this.#ask(() => store.release(other, { owner }))
      return isTaken === false ? 'known' : 'unavailable'
    }
    job.hasClaims = true
    return 'taken'
  }

  /** Keeps or frees the event's keys, in passing; what the store could not do is told. */
  end(job: Job, delivery: Delivery): void {
    // A duplicate's keys are somebody else's; and what was never taken need not be freed.
    const isFree = isFreed(delivery, job)
    if (delivery.status === 'duplicate' || job.claims.length === 0 || (isFree && !job.hasClaims)) return
    const ending = this.#end(job, isFree).finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }

  /** Resolves when every key is kept or freed. */
  async idle(): Promise<void> {
    await Promise.all(this.#ending)
  }

  async #end(job: Job, isFree: boolean): Promise<void> {
    const { store, keepMs } = this.#options
    const { owner, keys } = toStored(job)
    for (const key of await keys) {
      if (isFree) await this.#ask(() => store.release(key, { owner }))
      else await this.#ask(() => store.keep(key, { owner, keepMs }))
    }
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> {
    const { runtime, onTrouble } = this.#options
    let cancel = (): void => {}
    try {
      const late = new Promise<never>((_, reject) => {
        const tooLate = (): void => reject(new Error(`No answer within ${STORE_WITHIN_MS} ms.`))
        cancel = runtime.startTimer(STORE_WITHIN_MS, tooLate)
      })
      return await Promise.race([question(), late])
    } catch (error) {
      onTrouble(error)
      return undefined
    } finally {
      cancel()
    }
  }
}

function toStored(job: Job): NonNullable<Job['stored']> {
  job.stored ??= { owner: crypto.randomUUID(), keys: Promise.all(job.claims.map(toStoreKey)) }
  return job.stored
}

async function toStoreKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return `mida:${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
