'use server'
// Changes the plan of whoever is logged in, and tracks an upgrade once.
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { hasConsent } from '@/lib/consent/server-choice'
import { movePlan } from '@/lib/database/users'
import { type Fate, toFate } from '@/lib/mida/fate'
import { mida } from '@/lib/mida/server'
import { isUpgrade, PLAN_IDS, type PlanId } from '@/lib/plans'
import { readCurrentUser } from '@/lib/session'

export type PlanChange =
  | { readonly status: 'logged_out' | 'invalid' }
  | { readonly status: 'unchanged'; readonly plan: PlanId }
  /** `event` is null for a step down, which is no upgrade. */
  | { readonly status: 'changed'; readonly plan: PlanId; readonly event: Fate | null }

const planId = z.enum(PLAN_IDS)
const NO_CONSENT: Fate = { status: 'skipped', reason: 'no_consent', recordedBy: null }

export async function choosePlan(input: unknown): Promise<PlanChange> {
  const user = await readCurrentUser()
  if (!user) return { status: 'logged_out' }
  const plan = planId.safeParse(input)
  if (!plan.success) return { status: 'invalid' }

  const from = user.plan
  const to = plan.data
  // The database decides: of two clicks at once, one finds the plan changed already, and tracks nothing.
  const hasMoved = from !== to && movePlan(user.id, { from, to })
  if (!hasMoved) return { status: 'unchanged', plan: to }
  if (!isUpgrade(from, to)) return { status: 'changed', plan: to, event: null }

  if (!(await hasConsent())) return { status: 'changed', plan: to, event: NO_CONSENT }
  // Recorded as the session's user. Resolves as soon as the event is taken: a slow Mida holds nobody up.
  const delivery = await mida.track('plan_upgraded', { from_plan: from, to_plan: to })
  return { status: 'changed', plan: to, event: toFate(delivery) }
}

/** For a form that is posted without JavaScript: the account shows the plan. */
export async function postPlan(posted: FormData): Promise<void> {
  const change = await choosePlan(posted.get('plan'))
  redirect(change.status === 'logged_out' ? '/signup' : '/account')
}
