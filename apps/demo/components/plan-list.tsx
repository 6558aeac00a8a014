'use client'
// The plans, and the change from one to another. Who is logged in comes by TanStack Query: the page is static.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useRef } from 'react'
import { choosePlan, type PlanChange } from '@/lib/actions/choose-plan'
import { explainFate } from '@/lib/mida/explain'
import { PLANS, type PlanId, planName } from '@/lib/plans'
import { meQuery } from '@/lib/queries/me'
import { PlanCard, type PlanOutcome } from './plan-card'

const EVENT = 'Event plan_upgraded:'
const NO_ANSWER: PlanOutcome = {
  tone: 'error',
  text: 'The shop did not answer. Your plan may be the old one or the new one: reload to see.',
}

export function PlanList(): ReactElement {
  const { data: me } = useQuery(meQuery)
  const queryClient = useQueryClient()
  const isBusy = useRef(false)
  const { mutate, ...choice } = useMutation({
    mutationFn: choosePlan,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
    onSettled: () => {
      isBusy.current = false
    },
  })

  const choose = (plan: PlanId): void => {
    if (isBusy.current) return
    isBusy.current = true
    mutate(plan)
  }

  return (
    <ul className="tiles">
      {PLANS.map((plan) => (
        <PlanCard
          key={plan.id}
          plan={plan}
          me={me}
          isPending={choice.isPending}
          outcome={choice.variables === plan.id ? explainOutcome(choice) : null}
          onChoose={() => choose(plan.id)}
        />
      ))}
    </ul>
  )
}

type Choice = {
  readonly status: 'idle' | 'pending' | 'error' | 'success'
  readonly data: PlanChange | undefined
}

function explainOutcome({ status, data }: Choice): PlanOutcome | null {
  if (status === 'error') return NO_ANSWER
  return status === 'success' && data ? { tone: 'status', text: explainChange(data) } : null
}

function explainChange(change: PlanChange): string {
  switch (change.status) {
    case 'logged_out':
      return 'You are not logged in any more. Log in to change your plan.'
    case 'invalid':
      return 'The shop does not have this plan.'
    case 'unchanged':
      return `You are on ${planName(change.plan)} already. Nothing changed, so no event was sent.`
    case 'changed':
      return `You are on ${planName(change.plan)} now. ${explainEvent(change.event)}`
    default:
      return change satisfies never
  }
}

function explainEvent(event: Extract<PlanChange, { status: 'changed' }>['event']): string {
  if (!event) return 'A step down is no upgrade, so no event was sent.'
  if (event.status === 'accepted')
    return `${EVENT} the shop has it. Your account shows what Mida makes of it.`
  return `${EVENT} ${explainFate(event).text}`
}
