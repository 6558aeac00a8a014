// Pays back what was asked for. A scheduler calls it with `Authorization: Bearer CRON_SECRET`; nobody is logged in here.
import { createHash, timingSafeEqual } from 'node:crypto'
import { listOrderIds } from '@/lib/database/orders'
import { refundOrder } from '@/lib/orders/change-order'

const BATCH_COUNT = 100

export async function GET(request: Request): Promise<Response> {
  const secret = process.env.CRON_SECRET
  if (!secret) return Response.json({ error: 'CRON_SECRET is not set.' }, { status: 503 })
  const given = request.headers.get('authorization') ?? ''
  if (!isSame(given, `Bearer ${secret}`)) return Response.json({ error: 'unauthorized' }, { status: 401 })

  let refundedCount = 0
  for (const id of listOrderIds('refund_requested', { limit: BATCH_COUNT })) {
    if ((await refundOrder(id)) === 'changed') refundedCount += 1
  }
  return Response.json({ refundedCount }, { headers: { 'cache-control': 'no-store' } })
}

/** In constant time, whatever their lengths. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(toDigest(given), toDigest(expected))
}

function toDigest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
