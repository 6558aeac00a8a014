// The page's head: the connection, the filter, the project, and starting again.
import { type ReactNode, useEffect, useRef } from 'react'
import type { EventFilter } from './event-shelf.ts'
import { usePageState, useStore } from './store-context.ts'

const CONNECTIONS = { connecting: 'Connecting…', live: 'Live', lost: 'No connection' }

type HeadProps = Readonly<{ filter: EventFilter; onFilter: (filter: EventFilter) => void }>

export function Head({ filter, onFilter }: HeadProps): ReactNode {
  const { connection, projects } = usePageState()
  const { calls } = useStore()
  return (
    <header>
      <h1>Mida emulator</h1>
      <p role="status" className={`connection ${connection}`}>
        {CONNECTIONS[connection]}
      </p>
      <FilterField words={filter.words} onWords={(words) => onFilter({ ...filter, words })} />
      <label>
        Project{' '}
        <select
          value={filter.project}
          onChange={({ target }) => onFilter({ ...filter, project: target.value })}
        >
          <option value="">All</option>
          {projects.map((project) => (
            <option key={project}>{project}</option>
          ))}
        </select>
      </label>
      <button
        type="button"
        onClick={() => void calls.reset()}
        title="Forgets visitors, events, requests and faults"
      >
        Reset
      </button>
    </header>
  )
}

type FilterFieldProps = Readonly<{ words: string; onWords: (words: string) => void }>

function FilterField({ words, onWords }: FilterFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event.target)) return
      event.preventDefault()
      field.current?.focus()
    }
    document.addEventListener('keydown', focus)
    return () => document.removeEventListener('keydown', focus)
  }, [])
  return (
    <input
      ref={field}
      type="search"
      aria-label="Filter"
      aria-keyshortcuts="/"
      placeholder="Filter: words of a name, a property, a visitor  ( / )"
      value={words}
      onChange={({ target }) => onWords(target.value)}
      onKeyDown={({ key }) => key === 'Escape' && onWords('')}
    />
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement
}
