// A page under a strict policy.
import type { Metadata } from 'next'
import type { ReactElement } from 'react'
import { ScenePanel } from '@/components/lab/scene-panel'

export const metadata: Metadata = { title: 'A strict policy' }

const SCENE = {
  slug: 'strict-csp',
  title: 'A strict policy',
  trouble: 'A Content Security Policy with a nonce for each answer, and nothing inline without it.',
  expect: 'The script comes, the anti-flicker works, the event is recorded, and the console stays empty.',
}

export default function StrictPage(): ReactElement {
  return <ScenePanel scene={SCENE} />
}
