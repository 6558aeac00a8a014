// What is measured, and the place to change one's mind.
import type { Metadata } from 'next'
import type { ReactElement } from 'react'
import { ConsentState } from '@/components/consent/consent-state'

export const metadata: Metadata = {
  title: 'Privacy',
  description: 'What Tidydesk measures, and your say in it.',
}

export default function PrivacyPage(): ReactElement {
  return (
    <div className="prose">
      <h1>Privacy</h1>
      <section className="card" aria-labelledby="choice-heading">
        <h2 id="choice-heading">Your choice</h2>
        <ConsentState />
      </section>
      <h2>What we measure</h2>
      <p>
        With your yes, the shop tells Mida of newsletter sign-ups, plans, purchases and refunds, together with
        a number that Mida gave this browser and, once you log in, your user id. It tests which headline works
        better.
      </p>
      <h2>What happens after a no</h2>
      <p>
        Events that wait are thrown away. The kit’s cookie and the numbers stored with your account are
        deleted, and open orders are not reported. What Mida has recorded before stays there.
      </p>
    </div>
  )
}
