'use client'
// One plan: what it is, what is in it, and the way to it.
import Link from 'next/link'
import type { ReactElement } from 'react'
import type { Plan } from '@/lib/plans'
import type { Me } from '@/lib/queries/me'
import { PlanFeatures } from './plan-features'

type PlanCardProps = {
  plan: Plan
  /** Null for nobody, undefined while it is not known. */
  me: Me | null | undefined
  isPending: boolean
  onChoose: () => void
}

export function PlanCard({ plan, me, isPending, onChoose }: PlanCardProps): ReactElement {
  return (
    <li className="card">
      <h2>{plan.name}</h2>
      <p className="price">{plan.price}</p>
      <p>{plan.summary}</p>
      <PlanFeatures plan={plan} />
      <PlanChoice plan={plan} me={me} isPending={isPending} onChoose={onChoose} />
    </li>
  )
}

function PlanChoice({ plan, me, isPending, onChoose }: PlanCardProps): ReactElement {
  if (me === null) {
    return (
      <Link className="button" href="/signup">
        Sign up for {plan.name}
      </Link>
    )
  }
  // One and the same button before and after, so that the keyboard's focus stays where it was.
  const isCurrent = me?.plan === plan.id
  const isOff = isCurrent || isPending || !me
  return (
    <button
      className={isCurrent ? 'current' : 'button'}
      type="button"
      aria-disabled={isOff || undefined}
      onClick={() => !isOff && onChoose()}
    >
      {isCurrent ? 'Your plan' : `Choose ${plan.name}`}
    </button>
  )
}
