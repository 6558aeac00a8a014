'use client'
// What is in a plan, folded away. Who opens it compares: one `plan_compared` for each plan and visit of the page.
import { useMida } from '@mida-kit/react'
import { type ReactElement, useRef } from 'react'
import type { Plan } from '@/lib/plans'

export function PlanFeatures({ plan }: { plan: Plan }): ReactElement {
  const { track } = useMida()
  const isTracked = useRef(false)

  const onToggle = (isOpen: boolean): void => {
    if (!isOpen || isTracked.current) return
    isTracked.current = true
    void track('plan_compared', { plan: plan.id })
  }

  return (
    <details onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary>What is in {plan.name}</summary>
      <ul>
        {plan.features.map((feature) => (
          <li key={feature}>{feature}</li>
        ))}
      </ul>
    </details>
  )
}
