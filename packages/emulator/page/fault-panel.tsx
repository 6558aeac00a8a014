// Faults: those that are on, and switching another one on.
import { type ReactNode, useState } from 'react'
import type { FaultView } from '../src/control/changes.ts'
import { FaultForm } from './fault-form.tsx'
import { usePageState, useStore } from './store-context.ts'
import { toTime } from './times.ts'

/** What one most often wants to see an app live through. */
const QUICK: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['Every event: 500', { status: 500, times: 'Infinity' }],
  ['Next event: 429, Retry-After 2 s', { status: 429, headers: { 'retry-after': '2' } }],
  ['One event in ten: 503', { status: 503, rate: 0.1 }],
  ['Every event 1 s late', { kind: 'delay', ms: 1_000, times: 'Infinity' }],
  ['Events hang for 30 s', { kind: 'hang', forMs: 30_000 }],
  ['Script missing', { on: 'script', status: 404, times: 'Infinity' }],
  ['Script throws', { on: 'script', kind: 'throw', times: 'Infinity' }],
  ['New visitors unknown for 5 s', { on: 'new_visitor', kind: 'delay', ms: 5_000, times: 'Infinity' }],
]

export function FaultPanel(): ReactNode {
  const { faults } = usePageState()
  const { calls } = useStore()
  const [error, setError] = useState<string | null>(null)
  const add = async (fault: Readonly<Record<string, unknown>>): Promise<void> => {
    setError(await calls.addFault(fault))
  }
  return (
    <div className="panel faults">
      <section aria-label="Faults that are on">
        <h2>On now</h2>
        {faults.length === 0 ? (
          <p className="empty">None: every request gets its usual answer.</p>
        ) : (
          <>
            <ul className="cards">
              {faults.map((fault) => (
                <FaultCard key={fault.faultId} fault={fault} />
              ))}
            </ul>
            <button type="button" onClick={() => void calls.clearFaults()}>
              Switch all off
            </button>
          </>
        )}
      </section>
      <section aria-label="Switch a fault on">
        <h2>Switch on</h2>
        <p className="quick">
          {QUICK.map(([title, fault]) => (
            <button key={title} type="button" onClick={() => void add(fault)}>
              {title}
            </button>
          ))}
        </p>
        <h2>Or your own</h2>
        <FaultForm onAdd={(fault) => void add(fault)} />
        <p role="alert" className="bad">
          {error}
        </p>
      </section>
    </div>
  )
}

function FaultCard({ fault }: { fault: FaultView }): ReactNode {
  const { calls } = useStore()
  return (
    <li>
      <div>
        <strong>{fault.effect}</strong> on {fault.on.replaceAll('_', ' ')}
        <br />
        <span className="quiet">{toScopeText(fault)}</span>
      </div>
      <button
        type="button"
        aria-label={`Switch off ${fault.effect} on ${fault.on}`}
        onClick={() => void calls.removeFault(fault.faultId)}
      >
        Off
      </button>
    </li>
  )
}

function toScopeText({ left, rate, untilMs, metCount, hasMatch }: FaultView): string {
  const parts = [
    left === null ? 'every request' : `the next ${left}`,
    rate === null ? null : `${Math.round(rate * 1_000) / 10} % of them`,
    untilMs === null ? null : `until ${toTime(untilMs)}`,
    hasMatch ? 'those that a test chooses' : null,
    `met ${metCount} so far`,
  ]
  return parts.filter((part) => part !== null).join(', ')
}
