// Mida's browser script as one inline script, as a server renders it. No hooks and no 'use client': in a server
// component it costs the browser nothing.
import type { ReactElement } from 'react'
import { toInlineScript } from './inline-script.ts'
import type { MidaScriptAttributes, MidaScriptProps } from './script-options.ts'

/**
 * Loads Mida's script: makes `mdq`, the SPA flag, `mdcdn` and the anti-flicker, preconnects to Mida's hosts, then
 * appends the loader, all in one inline script. For the `<head>` or `<body>` of the root layout, or of the Pages
 * Router's `_document`. Loads once, however often it is rendered, and warns (MIDA-211) of a Mida script beside its own.
 *
 * It has to be rendered by a server: React does not run an inline script that it creates in a browser.
 *
 * @throws Error MIDA-212 where `cdn` is no host
 * @see https://docs.mida.so
 */
export function MidaScript(props: MidaScriptProps): ReactElement {
  return (
    <script
      {...toDataAttributes(props.attributes)}
      nonce={props.nonce}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: an inline script, every value of it escaped.
      dangerouslySetInnerHTML={{ __html: toInlineScript(props) }}
    />
  )
}

/** What a script blocker or a consent banner reads has to stand on the inline script as well. */
function toDataAttributes(attributes: MidaScriptAttributes = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name.startsWith('data-')))
}
