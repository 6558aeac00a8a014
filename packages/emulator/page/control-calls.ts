// What the page asks of the emulator. A call that fails says so by null, never by throwing: the stream tells of a lost connection.
import type { Changes } from '../src/control/changes.ts'
import type { RequestView } from '../src/control/request-view.ts'
import type { VisitorViews } from '../src/control/visitor-views.ts'

export type ControlCalls = Readonly<{
  changes: (
    known: Readonly<Record<'epoch', string> & Record<'event' | 'request' | 'merge', number>>,
  ) => Promise<Changes | null>
  visitors: (filter: { words: string; project: string }) => Promise<VisitorViews | null>
  /** The request that recorded an event, or one by its number. Null where the log does not hold it any more. */
  request: (by: { event: number } | { id: number }) => Promise<RequestView | null>
  /** What is wrong with the fault, or null. */
  addFault: (fault: Readonly<Record<string, unknown>>) => Promise<string | null>
  removeFault: (faultId: number) => Promise<void>
  clearFaults: () => Promise<void>
  reset: () => Promise<void>
}>

export function createControlCalls(): ControlCalls {
  return {
    changes: (known) => get<Changes>('/emulator/changes', known),
    visitors: ({ words, project }) => get<VisitorViews>('/emulator/visitors', { filter: words, project }),
    request: (by) => get<RequestView>('/emulator/request', by),
    addFault: async (fault) => {
      const answer = await ask('/emulator/fail', { method: 'POST', body: JSON.stringify(fault) })
      if (answer === null) return 'The emulator does not answer.'
      if (answer.ok) return null
      const { error } = (await answer.json()) as { error?: unknown }
      return String(error)
    },
    removeFault: async (faultId) => {
      await ask(`/emulator/fail?id=${faultId}`, { method: 'DELETE' })
    },
    clearFaults: async () => {
      await ask('/emulator/fail', { method: 'DELETE' })
    },
    reset: async () => {
      await ask('/emulator/reset', { method: 'POST' })
    },
  }
}

/** The answer is trusted: it comes from the emulator that this page came from. */
async function get<Answer>(
  path: string,
  query: Readonly<Record<string, string | number>>,
): Promise<Answer | null> {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  const answer = await ask(`${path}?${search}`, {})
  return answer?.ok ? ((await answer.json()) as Answer) : null
}

async function ask(path: string, init: RequestInit): Promise<Response | null> {
  try {
    return await fetch(path, init)
  } catch {
    return null
  }
}
