'use client'
// A part that Activity hides and shows. Its effects run each time it is shown; its event counts once for each visit of the page.
import { useTrackOnce } from '@mida-kit/react'
import { Activity, type ReactElement, useEffect, useId, useState } from 'react'

export function HiddenPart(): ReactElement {
  const [isShown, setIsShown] = useState(false)
  const [effectCount, setEffectCount] = useState(0)
  const id = useId()
  return (
    <>
      <p>
        <button
          className="button quiet"
          type="button"
          aria-expanded={isShown}
          aria-controls={id}
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? 'Hide it' : 'Show it'}
        </button>
      </p>
      <p role="status">Its effects have run {effectCount} times.</p>
      <div id={id}>
        <Activity mode={isShown ? 'visible' : 'hidden'}>
          <Part onShown={() => setEffectCount((count) => count + 1)} />
        </Activity>
      </div>
    </>
  )
}

function Part({ onShown }: { onShown: () => void }): ReactElement {
  const [key] = useState(() => `hidden-route:${Date.now()}`)
  useTrackOnce('lab_clicked', { scene: 'hidden-route' }, { key })
  // biome-ignore lint/correctness/useExhaustiveDependencies: counts how often Activity runs effects, not renders.
  useEffect(onShown, [])
  return <p className="note">Here it is.</p>
}
