// The account: who one is, and what became of one's events. Dynamic, since it reads the session.
import type { Metadata } from 'next'
import type { ReactElement } from 'react'
import { BrowserDeliveries } from '@/components/account/browser-deliveries'
import { ServerSide } from '@/components/account/server-side'
import { WhoIAm } from '@/components/account/who-i-am'
import { OrderList } from '@/components/orders/order-list'
import { readAccountEvents } from '@/lib/account-events'
import { postLogOut } from '@/lib/actions/log-out'
import { listOrders } from '@/lib/database/orders'
import { readCurrentUser } from '@/lib/session'

export const metadata: Metadata = { title: 'Account', description: 'Your account and your events.' }

export default async function AccountPage(): Promise<ReactElement> {
  const user = await readCurrentUser()
  return (
    <>
      <h1>Your account</h1>
      <WhoIAm user={user && { id: user.id, email: user.email, plan: user.plan }} />
      {user && <OrderList orders={listOrders(user.id)} />}
      <BrowserDeliveries />
      {user && <ServerSide key={user.id} userId={user.id} initial={readAccountEvents(user.id)} />}
      {user && (
        <form action={postLogOut} className="without-script">
          <button className="button quiet" type="submit">
            Log out
          </button>
        </form>
      )}
    </>
  )
}
