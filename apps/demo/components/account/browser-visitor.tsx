'use client'
// Mida's uuid of this browser, as it becomes known.
import { type UuidState, useMidaUuid } from '@mida-kit/react'
import type { ReactElement } from 'react'

type Because = Extract<UuidState, { status: 'unavailable' }>['because']

const WHY_NOT: Readonly<Record<Because, string>> = {
  blocked: 'There is none: Mida’s script could not be loaded. It may be blocked.',
  timed_out: 'There is none: Mida’s script gave no answer in time.',
  no_consent: 'There is none: Mida waits for consent.',
  disabled: 'There is none: Mida is turned off here.',
}

export function BrowserVisitor(): ReactElement {
  const state = useMidaUuid()
  return (
    <span className="late-text" data-uuid-status={state.status}>
      {toContent(state)}
    </span>
  )
}

function toContent(state: UuidState): ReactElement | string {
  switch (state.status) {
    case 'ready':
      return <code>{state.uuid}</code>
    case 'pending':
      return 'Looking for it …'
    case 'unavailable':
      return WHY_NOT[state.because]
    default:
      return state satisfies never
  }
}
