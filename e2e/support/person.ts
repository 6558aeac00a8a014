// What a person does in the shop, one function a deed, and what they read there.
import type { Page } from '@playwright/test'
import { expect, SCRIPT_HOST } from './test.ts'

export type Person = { readonly email: string; readonly password: string }

let personCount = 0

/** Somebody whom the shop has never seen. */
export function newPerson(name: string): Person {
  personCount += 1
  return { email: `${name}.${Date.now()}.${personCount}@example.com`, password: 'correct horse battery' }
}

/** Subscribes to the newsletter and resolves when the shop has said so: who leaves earlier has not subscribed. */
export async function subscribe(page: Page, email: string = newPerson('reader').email): Promise<void> {
  await page.goto('/')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await expect(page.getByText('You are on the list.')).toBeVisible()
}

/** Signs up through the form and resolves on the account page. */
export async function signUp(page: Page, person: Person): Promise<void> {
  await page.goto('/signup')
  await fillCredentials(page, person)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(page.getByRole('heading', { name: 'Who you are' })).toBeVisible()
}

/** Logs in through the form and resolves on the account page. */
export async function logIn(page: Page, person: Person): Promise<void> {
  await page.goto('/login')
  await fillCredentials(page, person)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: 'Who you are' })).toBeVisible()
}

export async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('link', { name: 'Sign up', exact: true })).toBeVisible()
}

/** Walks to the plans by the header, as a person does: the page is not loaded anew. */
export async function choosePlan(page: Page, plan: 'Pro' | 'Team'): Promise<void> {
  await page.getByRole('link', { name: 'Pricing' }).click()
  await page.getByRole('button', { name: `Choose ${plan}` }).click()
  await expect(page.getByText(`You are on ${plan} now.`)).toBeVisible()
}

/** Opens the account page and gives what it says of Mida's uuid, once it has settled. */
export async function readUuid(page: Page): Promise<string> {
  await page.goto('/account')
  const state = page.locator('[data-uuid-status]')
  await expect(state).not.toHaveAttribute('data-uuid-status', 'pending')
  return (await state.textContent()) ?? ''
}

/** The id under which the shop knows who is logged in. */
export async function readUserId(page: Page): Promise<string> {
  const { user } = await page.evaluate(async () => (await fetch('/api/m')).json())
  return user.id
}

/** Has the local Mida serve the script with other parameters, e.g. `generation=2024`. */
export async function useScript(page: Page, parameters: string): Promise<void> {
  await page.route(`http://${SCRIPT_HOST}/js/optimize.js*`, (route) =>
    route.continue({ url: `${route.request().url()}&${parameters}` }),
  )
}

async function fillCredentials(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
}
