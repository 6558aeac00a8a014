// Who somebody is to the shop and to Mida.
import Link from 'next/link'
import type { ReactElement } from 'react'
import { type PlanId, planName } from '@/lib/plans'
import { BrowserVisitor } from './browser-visitor'
import { NameAtMida } from './name-at-mida'

type WhoIAmProps = { user: { readonly id: string; readonly email: string; readonly plan: PlanId } | null }

export function WhoIAm({ user }: WhoIAmProps): ReactElement {
  return (
    <section className="card" aria-labelledby="who-heading">
      <h2 id="who-heading">Who you are</h2>
      <dl>
        <dt>To the shop</dt>
        <dd>{user ? user.email : <LoggedOut />}</dd>
        {user && (
          <>
            <dt>Plan</dt>
            <dd>{planName(user.plan)}</dd>
          </>
        )}
        <dt>To Mida</dt>
        <dd>
          <NameAtMida userId={user?.id} />
        </dd>
        <dt>This browser’s uuid</dt>
        <dd>
          <BrowserVisitor />
        </dd>
      </dl>
    </section>
  )
}

function LoggedOut(): ReactElement {
  return (
    <>
      You are not logged in. <Link href="/login">Log in</Link> or <Link href="/signup">sign up</Link>.
    </>
  )
}
