// What some scenes have beside the frame that all share.
import type { ReactElement } from 'react'
import type { SceneSlug } from '@/lib/lab/scenes'
import { HiddenPart } from './hidden-part'
import { NetworkState } from './network-state'
import { PrerenderState } from './prerender-state'

export function SceneSetting({ slug }: { slug: SceneSlug }): ReactElement | null {
  switch (slug) {
    case 'offline':
      return <NetworkState />
    case 'two-tabs':
      return (
        <p>
          <a href="/lab/two-tabs" target="_blank" rel="noopener">
            Open a second tab
          </a>
        </p>
      )
    case 'hidden-route':
      return <HiddenPart />
    case 'prerender':
      return <PrerenderState />
    default:
      return null
  }
}
