// MidaScript's inline script, run as a page runs it; what it appends is only looked at.
import { renderToStaticMarkup } from 'react-dom/server'
import { vi } from 'vitest'
import { MidaScript, type MidaScriptProps } from '../src/index.ts'
import { cleanPage } from './browser-page.ts'

export type Appended = { localName: string; src?: string; id?: string; nonce?: string; async?: boolean } & {
  onload?: () => void
  onerror?: () => void
}

/** What the inline script has appended since `openInlinePage`. */
export const appended: Appended[] = []

/** What Mida's script finds on the page. */
export const page = globalThis as {
  mdq?: unknown
  mdcdn?: unknown
  isSPA?: unknown
  rmfk?: () => void
  __midaKit?: unknown
}

/** A clean page with a clock that stands still. The simulated browser would fetch scripts: only styles are appended. */
export function openInlinePage(): void {
  cleanPage()
  vi.useFakeTimers()
  appended.splice(0)
  const append = document.head.appendChild.bind(document.head)
  vi.spyOn(document.head, 'appendChild').mockImplementation((node) => {
    appended.push(node as never)
    if ((node as never as Appended).localName === 'style') append(node)
    return node
  })
}

export function closeInlinePage(): void {
  vi.useRealTimers()
  vi.restoreAllMocks()
  cleanPage()
}

export function toInlineScript(props: MidaScriptProps): string {
  const html = renderToStaticMarkup(<MidaScript {...props} />)
  return html.slice(html.indexOf('>') + 1, html.lastIndexOf('</script>'))
}

export function run(props: MidaScriptProps, nonce?: string): void {
  Object.defineProperty(document, 'currentScript', { configurable: true, value: nonce ? { nonce } : null })
  new Function(toInlineScript(props))()
}

export const loaders = (): Appended[] => appended.filter((element) => element.localName === 'script')
export const hidden = (): Element | null => document.getElementById('abhide')
