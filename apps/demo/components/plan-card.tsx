'use client'
// One plan: what it is, what is in it, the way to it, and below the button what became of choosing it.
import Link from 'next/link'
import type { FormEvent, ReactElement } from 'react'
import { postPlan } from '@/lib/actions/choose-plan'
import type { Plan } from '@/lib/plans'
import type { Me } from '@/lib/queries/me'
import { PlanFeatures } from './plan-features'

/** What became of choosing this plan. */
export type PlanOutcome = { readonly tone: 'status' | 'error'; readonly text: string }

type PlanCardProps = {
  plan: Plan
  /** Null for nobody, undefined while it is not known. */
  me: Me | null | undefined
  isPending: boolean
  outcome: PlanOutcome | null
  onChoose: () => void
}

export function PlanCard({ outcome, ...choice }: PlanCardProps): ReactElement {
  const { plan } = choice
  return (
    <li className="card">
      <h2>{plan.name}</h2>
      <p className="price">{plan.price}</p>
      <p>{plan.summary}</p>
      <PlanFeatures plan={plan} />
      <PlanChoice {...choice} />
      <div role="status" className="status">
        {outcome?.tone === 'status' && <p ref={bringIntoView}>{outcome.text}</p>}
      </div>
      <div role="alert" className="error">
        {outcome?.tone === 'error' && <p ref={bringIntoView}>{outcome.text}</p>}
      </div>
    </li>
  )
}

function PlanChoice({ plan, me, isPending, onChoose }: Omit<PlanCardProps, 'outcome'>): ReactElement {
  if (me === null) {
    return (
      <Link className="button" href="/signup">
        Sign up for {plan.name}
      </Link>
    )
  }
  // One and the same button before and after a choice, so that the keyboard's focus stays where it was. Another one once it
  // is known who is here: a new button has not moved, one whose text changes has.
  const isCurrent = me?.plan === plan.id
  const isOff = isCurrent || isPending
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isOff) onChoose()
  }
  return (
    <form key={me ? 'known' : 'unknown'} action={postPlan} onSubmit={onSubmit}>
      <input type="hidden" name="plan" value={plan.id} />
      <button className={isCurrent ? 'current' : 'button'} type="submit" aria-disabled={isOff || undefined}>
        {isCurrent ? 'Your plan' : `Choose ${plan.name}`}
      </button>
    </form>
  )
}

/** The button may stand at the lower edge of a phone's screen. */
function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}
