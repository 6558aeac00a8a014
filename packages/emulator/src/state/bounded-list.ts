// A list that keeps its newest items, within a number and a weight: adding to a full list drops the oldest ones.

export type BoundedList<Item> = {
  add: (item: Item) => void
  /** Oldest first. A copy: it does not change when the list does. */
  list: () => readonly Item[]
  /** From the first item for which `isAfter` is true; items must be in that order. At most `limit`. */
  listFrom: (isAfter: (item: Item) => boolean, limit: number) => readonly Item[]
  first: () => Item | undefined
  count: () => number
  /** How many were dropped since the list was made or cleared. */
  droppedCount: () => number
  clear: () => void
}

export type BoundedListOptions<Item> = Readonly<{
  capacity: number
  /** The newest item is kept also where it alone is more. */
  capacityBytes: number
  /** What an item weighs. */
  toBytes: (item: Item) => number
  /** Called for each item that goes because the list is full. */
  onDrop?: (item: Item) => void
}>

type Weighed<Item> = Readonly<{ item: Item; bytes: number }>

/** So many emptied places are worth a copy of the rest. */
const WORTH_COPYING = 1_024

export function createBoundedList<Item>(options: BoundedListOptions<Item>): BoundedList<Item> {
  const { capacity, capacityBytes, toBytes, onDrop } = options
  // The places before `head` are empty: a shift of a long array would move all of it for each item.
  let places: (Weighed<Item> | undefined)[] = []
  let head = 0
  let totalBytes = 0
  let droppedCount = 0

  const count = (): number => places.length - head
  const isTooMuch = (): boolean => count() > capacity || totalBytes > capacityBytes

  const dropOldest = (): void => {
    const oldest = places[head]
    places[head] = undefined
    head += 1
    totalBytes -= oldest?.bytes ?? 0
    droppedCount += 1
    if (oldest) onDrop?.(oldest.item)
    if (head < WORTH_COPYING || head * 2 < places.length) return
    places = places.slice(head)
    head = 0
  }

  const listBetween = (from: number, to: number): readonly Item[] => {
    const items: Item[] = []
    for (const place of places.slice(from, to)) if (place) items.push(place.item)
    return items
  }

  return {
    add: (item) => {
      const bytes = toBytes(item)
      places.push({ item, bytes })
      totalBytes += bytes
      while (count() > 1 && isTooMuch()) dropOldest()
    },
    list: () => listBetween(head, places.length),
    listFrom: (isAfter, limit) => {
      const from = findFirst(head, places.length, (index) => {
        const place = places[index]
        return place !== undefined && isAfter(place.item)
      })
      return listBetween(from, from + limit)
    },
    first: () => places[head]?.item,
    count,
    droppedCount: () => droppedCount,
    clear: () => {
      places = []
      head = 0
      totalBytes = 0
      droppedCount = 0
    },
  }
}

/** The first index in [from, to) for which `isTrue` holds, or `to`; it must hold for all after it. */
function findFirst(from: number, to: number, isTrue: (index: number) => boolean): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isTrue(middle)) high = middle
    else low = middle + 1
  }
  return low
}
