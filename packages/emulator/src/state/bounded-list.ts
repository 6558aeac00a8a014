// A list that keeps its newest items, within a number and a weight: adding to a full list drops the oldest ones.

export type BoundedList<Item> = {
  add: (item: Item) => void
  /** Oldest first. A copy: it does not change when the list does. */
  list: () => readonly Item[]
  /** A replaced item counts with the weight of the one before it. */
  replaceEach: (toNext: (item: Item) => Item) => void
  clear: () => void
}

export type BoundedListOptions<Item> = Readonly<{
  capacity: number
  /** The newest item is kept also where it alone is more. */
  capacityBytes: number
  /** What an item weighs. */
  toBytes: (item: Item) => number
}>

type Weighed<Item> = Readonly<{ item: Item; bytes: number }>

export function createBoundedList<Item>(options: BoundedListOptions<Item>): BoundedList<Item> {
  const { capacity, capacityBytes, toBytes } = options
  let items: Weighed<Item>[] = []
  let totalBytes = 0

  const isTooMuch = (): boolean => items.length > capacity || totalBytes > capacityBytes

  return {
    add: (item) => {
      const bytes = toBytes(item)
      items.push({ item, bytes })
      totalBytes += bytes
      while (items.length > 1 && isTooMuch()) totalBytes -= items.shift()?.bytes ?? 0
    },
    list: () => items.map(({ item }) => item),
    replaceEach: (toNext) => {
      items = items.map(({ item, bytes }) => ({ item: toNext(item), bytes }))
    },
    clear: () => {
      items = []
      totalBytes = 0
    },
  }
}
