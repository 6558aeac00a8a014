// How many browsers' events wait, about: counted now and then, since counting at each event would make them all wait for one row.

import { readNumber } from '../sqlite/stored-row.ts'
import { type PgPool, readRows } from './connection.ts'

const COUNTED_FOR_MS = 1_000

export class BrowserQuota {
  readonly #capacity: number
  readonly #nowMs: () => number
  #count = 0
  #countedAtMs = Number.NEGATIVE_INFINITY

  constructor(capacity: number, nowMs: () => number) {
    this.#capacity = capacity
    this.#nowMs = nowMs
  }

  /** Whether so many more do not fit; where they do, they count from now on. Other machines' are seen within a second. */
  async isFull(
    { pool, schema }: { readonly pool: PgPool; readonly schema: string },
    more: number,
  ): Promise<boolean> {
    if (this.#nowMs() - this.#countedAtMs > COUNTED_FOR_MS) {
      this.#countedAtMs = this.#nowMs()
      const sql = `SELECT count(*)::float8 AS count FROM ${schema}.events WHERE state = 0 AND lane = 'browser'`
      const [row] = await readRows(pool, sql)
      this.#count = readNumber(row, 'count') ?? 0
    }
    if (this.#count + more > this.#capacity) return true
    this.#count += more
    return false
  }
}
