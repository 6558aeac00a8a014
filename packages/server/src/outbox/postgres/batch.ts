// Does together what is asked for at the same time: while one transaction is under way, the next one's share gathers.

const MOST_AT_ONCE = 500

type Waiting<Item, Result> = {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export class Batch<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Result[]>
  #waiting: Waiting<Item, Result>[] = []
  #isRunning = false

  /** `work` answers in the order of its items; where it fails for several, each is done alone. */
  constructor(work: (items: readonly Item[]) => Promise<readonly Result[]>) {
    this.#work = work
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    await Promise.resolve() // What comes in the same turn goes along.
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MOST_AT_ONCE)
      this.#waiting = this.#waiting.slice(MOST_AT_ONCE)
      if (await this.#settle(batch)) continue
      for (const waiting of batch) await this.#settle([waiting])
    }
    this.#isRunning = false
  }

  /** False where the batch may succeed in parts. */
  async #settle(batch: readonly Waiting<Item, Result>[]): Promise<boolean> {
    try {
      const results = await this.#work(batch.map(({ item }) => item))
      for (const [index, result] of results.entries()) batch[index]?.resolve(result)
      return true
    } catch (error) {
      if (batch.length > 1 && isAboutOneItem(error)) return false
      for (const { reject } of batch) reject(error)
      return true
    }
  }
}

/** PostgreSQL refused a value, a constraint or a serialization: one item's fault. A lost connection is everybody's. */
function isAboutOneItem(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return /^(22|23|40|21|54)/.test(error.code)
}
