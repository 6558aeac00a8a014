// Buying something: what a person does in the cart and at the checkout, and what the payment provider says afterwards.
import { createHmac } from 'node:crypto'
import type { Page } from '@playwright/test'
import { WEBHOOK_SECRET } from './shop.ts'
import { expect } from './test.ts'

/** What the shop asks for its planner, in cents. */
export const PLANNER_CENTS = 2_400

/** Puts a planner into the cart, through the shop's page. */
export async function addPlanner(page: Page): Promise<void> {
  await page.goto('/shop')
  await page.getByRole('button', { name: 'Add Desk planner to cart' }).click()
  await expect(page.getByRole('heading', { name: 'Your cart' })).toBeVisible()
}

/** Walks from the cart to the checkout, fills it in, and stops before paying. */
export async function goToCheckout(page: Page, email?: string): Promise<void> {
  await page.getByRole('link', { name: 'Check out' }).click()
  await expect(page.getByRole('heading', { name: 'Checkout' })).toBeVisible()
  if (email) await page.getByLabel('E-mail address').fill(email)
}

export async function pay(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Pay/ }).click()
  await page.waitForURL('**/orders/*')
  return page.url().split('/').at(-1) ?? ''
}

/** Buys a planner and resolves when the order is paid; gives its id. */
export async function buyPlanner(page: Page, email?: string): Promise<string> {
  await addPlanner(page)
  await goToCheckout(page, email)
  const orderId = await pay(page)
  await expect(page.getByText('Paid. Thank you!')).toBeVisible()
  return orderId
}

/** The payment provider's signature of a body; of this moment, with the shop's secret, unless told otherwise. */
export function sign(body: string, { nowMs = Date.now(), secret = WEBHOOK_SECRET } = {}): string {
  const seconds = Math.floor(nowMs / 1_000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** Calls the shop's webhook as the provider does: without a browser. */
export function callWebhook(
  shopUrl: string,
  body: string,
  signature: string = sign(body),
): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'payment-signature': signature }
  return fetch(`${shopUrl}/api/payments/webhook`, { method: 'POST', headers, body })
}

export function paymentOf(orderId: string, cents: number = PLANNER_CENTS): string {
  return JSON.stringify({ type: 'payment.succeeded', order_id: orderId, cents })
}
