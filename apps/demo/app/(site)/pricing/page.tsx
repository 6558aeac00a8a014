// The plans: a static page around a list that knows who is logged in.
import type { Metadata } from 'next'
import type { ReactElement } from 'react'
import { PlanList } from '@/components/plan-list'

export const metadata: Metadata = { title: 'Pricing', description: 'Starter, Pro and Team.' }

export default function PricingPage(): ReactElement {
  return (
    <>
      <h1>Pricing</h1>
      <PlanList />
    </>
  )
}
