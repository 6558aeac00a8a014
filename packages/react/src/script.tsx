// Mida's browser script as one inline script. No hooks and no 'use client': it renders on the server, free of client code.
import type { ReactElement } from 'react'
import { toInlineScript } from './inline-script.ts'

const ANTI_FLICKER_TIMEOUT_MS = 3_000

/** The props of `MidaScript`. Nothing here is secret: all of it is in the page. */
export type MidaScriptProps = {
  /** The public key of the Mida project. Without one nothing is loaded, and the uuid is `unavailable: disabled`. */
  projectKey?: string | undefined
  /** Where the project lives. @default 'us' */
  region?: 'us' | 'eu' | undefined
  /** Replaces the script's address (an emulator, your own host). `?key=` is added unless it is there. */
  src?: string | undefined
  /** The nonce of the page's Content Security Policy; it is handed on to the script that is loaded. */
  nonce?: string | undefined
  /** Tells Mida that the page is a single-page application. @default true */
  spa?: boolean | undefined
  /** Hides the page until variants are applied, and never longer than `timeoutMs`. @default false; true is 3_000 ms */
  antiFlicker?: boolean | { timeoutMs: number } | undefined
}

/**
 * Loads Mida's script: makes `mdq`, the SPA flag and the anti-flicker, then appends the loader, all in one inline
 * script. For the root layout's `<head>` or `<body>`. Loads once, however often it is rendered.
 *
 * @see https://docs.mida.so
 */
export function MidaScript(props: MidaScriptProps): ReactElement {
  const html = toInlineScript({
    src: toAddress(props),
    spa: props.spa ?? true,
    hideMs: toHideMs(props.antiFlicker),
  })
  return (
    <script
      nonce={props.nonce}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: an inline script, every value of it escaped.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  )
}

function toAddress({ projectKey, region, src }: MidaScriptProps): string | null {
  if (!projectKey) return null
  const address = src ?? `https://cdn${region === 'eu' ? '-eu' : ''}.mida.so/js/optimize.js`
  if (/[?&]key=/.test(address)) return address
  return `${address}${address.includes('?') ? '&' : '?'}key=${encodeURIComponent(projectKey)}`
}

function toHideMs(antiFlicker: MidaScriptProps['antiFlicker']): number {
  if (typeof antiFlicker === 'object') return antiFlicker.timeoutMs
  return antiFlicker ? ANTI_FLICKER_TIMEOUT_MS : 0
}
