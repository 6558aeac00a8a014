// The frame of a scene: its story, the uuid, a button that tracks, and what became of the events.
import type { ReactElement, ReactNode } from 'react'
import { BrowserDeliveries } from '@/components/account/browser-deliveries'
import { BrowserVisitor } from '@/components/account/browser-visitor'
import type { Scene } from '@/lib/lab/scenes'
import { KnownUser } from './known-user'
import { TrackButton } from './track-button'

export function ScenePanel({ scene, children }: { scene: Scene; children?: ReactNode }): ReactElement {
  return (
    <>
      <p className="hint">
        {/* A plain link: the lab's pages are documents of their own. */}
        <a href="/lab">Lab</a>
      </p>
      <h1>{scene.title}</h1>
      <section className="card" aria-labelledby="scene-heading">
        <h2 id="scene-heading">What happens here</h2>
        <dl>
          <dt>The trouble</dt>
          <dd>{scene.trouble}</dd>
          <dt>What to expect</dt>
          <dd>{scene.expect}</dd>
          <dt>This browser’s uuid</dt>
          <dd>
            <BrowserVisitor />
          </dd>
          <dt>Logged in</dt>
          <dd>
            <KnownUser />
          </dd>
        </dl>
        {children}
        <TrackButton scene={scene.slug} />
      </section>
      <BrowserDeliveries />
    </>
  )
}
