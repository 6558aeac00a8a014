// The way to ask for one's money back.
import type { ReactElement } from 'react'
import { requestRefund } from '@/lib/actions/request-refund'

export function RefundForm({ orderId }: { orderId: string }): ReactElement {
  return (
    <form action={requestRefund}>
      <input type="hidden" name="order_id" value={orderId} />
      <button className="button quiet" type="submit">
        Ask for a refund
      </button>
    </form>
  )
}
