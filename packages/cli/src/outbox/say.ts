// Counts and ages in words.

const COUNT = new Intl.NumberFormat('en-US')

/** `1,234,567` */
export function toCount(count: number): string {
  return COUNT.format(count)
}

/** `1 event`, `2 events` */
export function toEvents(count: number): string {
  return `${toCount(count)} ${count === 1 ? 'event' : 'events'}`
}

const UNITS = [
  ['d', 24 * 60 * 60_000],
  ['h', 60 * 60_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** The two largest units of an age, e.g. `3 h 12 min`. */
export function toAge(ms: number): string {
  const first = UNITS.findIndex(([, size]) => ms >= size)
  if (first === -1) return `${Math.max(0, Math.round(ms))} ms`
  let left = ms
  const parts = UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    return count > 0 ? `${count} ${unit}` : ''
  })
  return parts.filter((part) => part !== '').join(' ')
}
