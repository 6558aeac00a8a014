// MidaScript where it only hydrates: the server has written the inline script, and it has run. Neither the text nor a
// prop of it is needed again, so the browser's bundle carries none. Chosen by the `browser` condition of package.json.
import type { ReactElement } from 'react'
import type { MidaScriptProps } from './script-options.ts'

/** Keeps what `MidaScript` of the server has rendered. @throws Error MIDA-213 on a server, which must not get this one */
export function MidaScript(_props: MidaScriptProps): ReactElement {
  if (typeof document === 'undefined') throw new Error('[MIDA-213] See docs/errors/MIDA-213.md')
  // biome-ignore lint/security/noDangerouslySetInnerHtml: empty; React leaves the server's text alone when it hydrates.
  return <script suppressHydrationWarning dangerouslySetInnerHTML={{ __html: '' }} />
}
