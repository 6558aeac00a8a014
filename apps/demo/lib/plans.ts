// The plans the shop sells, from the smallest to the largest. Plain values: they go to the browser too.

export const PLAN_IDS = ['starter', 'pro', 'team'] as const

export type PlanId = (typeof PLAN_IDS)[number]

export type Plan = {
  readonly id: PlanId
  readonly name: string
  readonly price: string
  readonly summary: string
  readonly features: readonly string[]
}

export const PLANS: readonly [Plan, ...Plan[]] = [
  {
    id: 'starter',
    name: 'Starter',
    price: 'Free',
    summary: 'One desk, to see whether you like it.',
    features: ['One project', '7 days of history', 'Help from the community'],
  },
  {
    id: 'pro',
    name: 'Pro',
    price: '€19 a month',
    summary: 'For one person with a lot to do.',
    features: ['Unlimited projects', 'One year of history', 'Answers by e-mail within a day'],
  },
  {
    id: 'team',
    name: 'Team',
    price: '€79 a month',
    summary: 'For up to ten people at one table.',
    features: ['Everything in Pro', 'Shared projects and roles', 'Answers by e-mail within an hour'],
  },
]

/** The plan that a new account has. */
export const FIRST_PLAN: PlanId = PLANS[0].id

export function planName(id: PlanId): string {
  return PLANS.find((plan) => plan.id === id)?.name ?? id
}

/** Whether `to` is a larger plan than `from`. */
export function isUpgrade(from: PlanId, to: PlanId): boolean {
  return PLAN_IDS.indexOf(to) > PLAN_IDS.indexOf(from)
}
