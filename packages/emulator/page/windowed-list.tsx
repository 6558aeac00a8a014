// A list of any length: only the rows that can be seen exist. Newest first; it stays where it is while rows come above.
// Not a table, which cannot leave rows out: the roles say what it is, the grid has the focus and names its active row.
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { ROW_PX, toNextIndex, toScrollTop, toVisibleRows, type View } from './visible-rows.ts'

export type WindowedListProps = Readonly<{
  label: string
  columns: readonly string[]
  count: number
  /** How many rows ever came above the others. Counts up. */
  addedCount: number
  /** The place of the selected row, -1 for none. */
  selected: number
  onSelect: (index: number) => void
  /** A stable key and the cells of one row. */
  rowAt: (index: number) => Readonly<{ key: string; cells: readonly ReactNode[] }> | null
  /** For the width of the columns. */
  className: string
}>

export function WindowedList(props: WindowedListProps): ReactNode {
  const { label, columns, count, selected, onSelect, rowAt, className } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useView(scroller)
  useStayInPlace(scroller, props.addedCount)

  const move = (event: KeyboardEvent): void => {
    const next = toNextIndex(event.key, selected, { count, heightPx: view.heightPx })
    if (next === null) return
    event.preventDefault()
    onSelect(next)
    if (scroller.current) scroller.current.scrollTop = toScrollTop(view, next)
  }
  const { from, to } = toVisibleRows(view, count)
  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset)
  return (
    <div
      className={`list ${className}`}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-activedescendant={selected < from || selected >= to ? undefined : `row-${selected}`}
      tabIndex={0}
      onKeyDown={move}
    >
      <div
        className="scroller"
        ref={scroller}
        role="presentation"
        onScroll={({ currentTarget }) => setView({ ...view, scrollTop: currentTarget.scrollTop })}
      >
        <div className="row columns" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <span role="columnheader" key={column}>
              {column}
            </span>
          ))}
        </div>
        <div role="presentation" style={{ height: count * ROW_PX, position: 'relative' }}>
          {indexes.map((index) => {
            const row = rowAt(index)
            if (row === null) return null
            const isSelected = index === selected
            return (
              <Row
                key={row.key}
                index={index}
                isSelected={isSelected}
                onSelect={() => onSelect(index)}
                cells={row.cells}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

type RowProps = Readonly<{
  index: number
  isSelected: boolean
  onSelect: () => void
  cells: readonly ReactNode[]
}>

function Row({ index, isSelected, onSelect, cells }: RowProps): ReactNode {
  const style: CSSProperties = { transform: `translateY(${index * ROW_PX}px)` }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys.
    <div
      className="row"
      role="row"
      id={`row-${index}`}
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={style}
      onClick={onSelect}
    >
      {cells.map((cell, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row's cells are its columns, which do not move.
        <span role="gridcell" key={column}>
          {cell}
        </span>
      ))}
    </div>
  )
}

function useView(scroller: React.RefObject<HTMLDivElement | null>): [View, (view: View) => void] {
  // The head of the columns covers the first row's height.
  const [view, setView] = useState<View>({ scrollTop: 0, heightPx: 600 })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      setView({ scrollTop: element.scrollTop, heightPx: element.clientHeight - ROW_PX })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  return [view, setView]
}

/** Rows that come above must not move what somebody reads. At the top, the newest is what one wants to see. */
function useStayInPlace(scroller: React.RefObject<HTMLDivElement | null>, addedCount: number): void {
  const before = useRef(addedCount)
  useLayoutEffect(() => {
    const added = addedCount - before.current
    before.current = addedCount
    const element = scroller.current
    if (element && element.scrollTop > 0 && added > 0) element.scrollTop += added * ROW_PX
  }, [scroller, addedCount])
}
