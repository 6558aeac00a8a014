'use client'
// A button that tracks one event of the scene.
import { useMida } from '@mida-kit/react'
import type { ReactElement } from 'react'

export function TrackButton({ scene }: { scene: string }): ReactElement {
  const { track } = useMida()
  return (
    <button className="button" type="button" onClick={() => void track('lab_clicked', { scene })}>
      Track an event
    </button>
  )
}
