// A first-in-first-out line whose both ends cost the same however long it is.

export type Fifo<Item> = {
  readonly size: () => number
  push: (item: Item) => void
  shift: () => Item | undefined
  /** Empties the line and gives what was in it, in order. */
  drain: () => Item[]
}

const COMPACT_AFTER = 1_024

export function createFifo<Item>(): Fifo<Item> {
  let items: Item[] = []
  let head = 0
  const compact = (): void => {
    if (head < COMPACT_AFTER || head * 2 < items.length) return
    items = items.slice(head)
    head = 0
  }
  return {
    size: () => items.length - head,
    push: (item) => {
      items.push(item)
    },
    shift: () => {
      if (head === items.length) return undefined
      const item = items[head]
      head += 1
      compact()
      return item
    },
    drain: () => {
      const rest = items.slice(head)
      items = []
      head = 0
      return rest
    },
  }
}
