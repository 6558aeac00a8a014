// The signature of the payment provider's webhooks: an HMAC over the time and the raw body, `t=1700000000,v1=<hex>`.
import 'server-only'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readWebhookSecret } from '@/lib/database/settings'

export const SIGNATURE_HEADER = 'payment-signature'

/** An older or newer one is a replay, or a clock that is wrong. */
const TOLERANCE_SECONDS = 5 * 60

const FORMAT = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/

export function signBody(body: string, { nowMs }: { nowMs: number }): string {
  const seconds = Math.floor(nowMs / 1_000)
  return `t=${seconds},v1=${toMac(seconds, body).toString('hex')}`
}

export function isSigned(body: string, { header, nowMs }: { header: string | null; nowMs: number }): boolean {
  const [, time = '', mac = ''] = FORMAT.exec(header ?? '') ?? []
  if (mac === '') return false
  const seconds = Number(time)
  const isRecent = Math.abs(nowMs / 1_000 - seconds) <= TOLERANCE_SECONDS
  return isRecent && timingSafeEqual(toMac(seconds, body), Buffer.from(mac, 'hex'))
}

function toMac(seconds: number, body: string): Buffer {
  const secret = process.env.PAYMENT_WEBHOOK_SECRET || readWebhookSecret()
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest()
}
