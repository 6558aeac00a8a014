// What is held at the moment, for things that come and go by the thousand.
// Not a Set: it renews its table every few deletions, and once one such table is old, the garbage collector keeps alive
// what each later one held. Every event was promoted that way, and peak memory rose while the queue emptied.

/** Something that is held; the fields are its holder's. */
export type Slotted = { slot: number; order: number }

export class Slots<Item extends Slotted> {
  readonly #items: (Item | null)[] = []
  readonly #free: number[] = []
  #added = 0

  get size(): number {
    return this.#items.length - this.#free.length
  }

  has(item: Item): boolean {
    return this.#items[item.slot] === item
  }

  add(item: Item): void {
    item.slot = this.#free.pop() ?? this.#items.length
    item.order = this.#added
    this.#added += 1
    this.#items[item.slot] = item
  }

  /** Whether it was held. */
  delete(item: Item): boolean {
    if (!this.has(item)) return false
    this.#items[item.slot] = null
    this.#free.push(item.slot)
    return true
  }

  /** In the order in which they were added. */
  list(): Item[] {
    return this.#items.filter((item) => item !== null).sort((one, other) => one.order - other.order)
  }
}
