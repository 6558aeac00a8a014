// A list that keeps its newest items: adding to a full list drops the oldest one.

export type BoundedList<Item> = {
  add: (item: Item) => void
  /** Oldest first. A copy: it does not change when the list does. */
  list: () => readonly Item[]
  replaceEach: (toNext: (item: Item) => Item) => void
  clear: () => void
}

export function createBoundedList<Item>(capacity: number): BoundedList<Item> {
  let items: Item[] = []

  return {
    add: (item) => {
      items.push(item)
      // Dropping in batches keeps `add` cheap when the list is full.
      if (items.length >= capacity * 2) items = items.slice(-capacity)
    },
    list: () => items.slice(-capacity),
    replaceEach: (toNext) => {
      items = items.slice(-capacity).map(toNext)
    },
    clear: () => {
      items = []
    },
  }
}
