// The shop's documents on their way to the browser: with another header or another text.
import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'

type Change = (html: string) => Promise<{ html?: string; headers?: Record<string, string> }>

/** Has the browser see each document of the shop as `change` gives it. */
export async function changeDocuments(page: Page, change: Change): Promise<void> {
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback()
    const response = await route.fetch()
    const html = await response.text()
    const { html: body = html, headers } = await change(html)
    await route.fulfill({ response, body, headers: { ...response.headers(), ...headers } })
  })
}

/** The texts of a document's inline scripts. */
export function findInlineScripts(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)
  return Array.from(scripts, ([, text = '']) => text)
}

/** A text as a policy allows it. */
export function toHashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
