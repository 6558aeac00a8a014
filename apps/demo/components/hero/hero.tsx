'use client'
// The headline, which Mida tests. The server writes the control; both texts keep their place, so that nothing moves when the
// visitor's own becomes known. Who cannot be told (blocked, no consent, no script) keeps the control.
import { useMida, useVariant, type VariantState } from '@mida-kit/react'
import Link from 'next/link'
import type { ReactElement } from 'react'

/** The test's id in Mida. */
const TEST_ID = 'hero'
const CHALLENGER = 'Variant 1'

const TEXTS = {
  control: {
    title: 'A clear desk, every morning',
    text: 'Tidydesk plans your day so that nothing is left lying about.',
  },
  challenger: {
    title: 'Ten minutes in the morning',
    text: 'Tidydesk sorts your day before the first cup of coffee is empty, and leaves it at that.',
  },
} as const

export function Hero(): ReactElement {
  const state = useVariant(TEST_ID)
  const { track } = useMida()
  const shown = toShown(state)

  return (
    <section className="hero" data-hero={shown} data-variant-status={state.status}>
      <h1 className="stack">
        <span hidden={shown !== 'control'}>{TEXTS.control.title}</span>
        <span hidden={shown !== 'challenger'}>{TEXTS.challenger.title}</span>
      </h1>
      <p className="stack">
        <span hidden={shown !== 'control'}>{TEXTS.control.text}</span>
        <span hidden={shown !== 'challenger'}>{TEXTS.challenger.text}</span>
      </p>
      <p>
        <Link
          className="button"
          href="/pricing"
          onClick={() =>
            void track('hero_clicked', { variant: shown === 'control' ? 'Control' : CHALLENGER })
          }
        >
          See the plans
        </Link>
      </p>
    </section>
  )
}

function toShown(state: VariantState): keyof typeof TEXTS {
  return state.status === 'ready' && state.variant === CHALLENGER ? 'challenger' : 'control'
}
