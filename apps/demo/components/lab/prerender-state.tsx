'use client'
// How this page came to be: loaded when asked for, or before. Tracks its view once, which counts when somebody sees it.
import { useTrackOnce } from '@mida-kit/react'
import { type ReactElement, useState, useSyncExternalStore } from 'react'

const NEXT = '/lab/prerender?again'
const RULES = JSON.stringify({ prerender: [{ urls: [NEXT], eagerness: 'immediate' }] })

export function PrerenderState(): ReactElement {
  const wasEarly = useSyncExternalStore(subscribe, readWasEarly, () => undefined)
  const [key] = useState(() => `prerender:${Date.now()}`)
  useTrackOnce('lab_clicked', { scene: 'prerender' }, { key })
  return (
    <>
      {wasEarly !== undefined && (
        <p role="status">
          {wasEarly ? 'This page was prerendered.' : 'This page was loaded when it was asked for.'}
        </p>
      )}
      <p>
        <a href={NEXT}>The next page, which the browser may have already</a>
      </p>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: speculation rules are a script's text, and ours. */}
      <script type="speculationrules" dangerouslySetInnerHTML={{ __html: RULES }} />
    </>
  )
}

const subscribe = (): (() => void) => () => undefined

function readWasEarly(): boolean {
  const [navigation] = performance.getEntriesByType('navigation')
  return Boolean(navigation && Reflect.get(navigation, 'activationStart') > 0)
}
