// The payment provider's news. The signature over the raw body says that it is the provider's; who calls twice is answered
// twice, and heard once.
import { declinePayment, type OrderChange, settlePayment } from '@/lib/orders/change-order'
import { isSigned, SIGNATURE_HEADER } from '@/lib/payments/signature'
import { parseWebhook, type Webhook } from '@/lib/payments/webhook'

const STATUSES: Readonly<Record<OrderChange, number>> = {
  changed: 200,
  unchanged: 200,
  unknown_order: 404,
  wrong_amount: 422,
}

export async function POST(request: Request): Promise<Response> {
  const body = await request.text()
  const header = request.headers.get(SIGNATURE_HEADER)
  if (!isSigned(body, { header, nowMs: Date.now() }))
    return Response.json({ error: 'signature' }, { status: 401 })
  const news = parseWebhook(body)
  if (!news) return Response.json({ error: 'unknown_news' }, { status: 400 })

  const result = await hear(news)
  return Response.json({ result }, { status: STATUSES[result] })
}

async function hear(news: Webhook): Promise<OrderChange> {
  switch (news.type) {
    case 'payment.succeeded':
      return settlePayment(news.order_id, { cents: news.cents })
    case 'payment.declined':
      return declinePayment(news.order_id)
    default:
      return news satisfies never
  }
}
