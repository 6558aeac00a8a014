// Which rows of a long list are worth making: those that can be seen, and a few around them.

export type View = Readonly<{ scrollTop: number; heightPx: number }>
export type Rows = Readonly<{ from: number; to: number }>

export const ROW_PX = 32
const AROUND = 8

/** `to` is the first row that is not made. */
export function toVisibleRows({ scrollTop, heightPx }: View, count: number): Rows {
  const first = Math.floor(scrollTop / ROW_PX) - AROUND
  const last = Math.ceil((scrollTop + heightPx) / ROW_PX) + AROUND
  return { from: Math.max(0, Math.min(first, count)), to: Math.max(0, Math.min(last, count)) }
}

/** Where to scroll so that a row can be seen whole, moving as little as possible. */
export function toScrollTop({ scrollTop, heightPx }: View, index: number): number {
  const top = index * ROW_PX
  if (top < scrollTop) return top
  const bottom = top + ROW_PX
  return bottom > scrollTop + heightPx ? bottom - heightPx : scrollTop
}

/** The row that a key leads to from `index`, or null for a key that leads nowhere. */
export function toNextIndex(
  key: string,
  index: number,
  { count, heightPx }: { count: number; heightPx: number },
) {
  if (count === 0) return null
  const page = Math.max(1, Math.floor(heightPx / ROW_PX) - 1)
  const next: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: count - 1,
  }
  const target = next[key]
  return target === undefined ? null : Math.max(0, Math.min(target, count - 1))
}
