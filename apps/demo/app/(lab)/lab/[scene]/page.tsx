// One scene of the lab: what is wrong here, what the kit does about it, and the means to try it.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { ReactElement } from 'react'
import { ScenePanel } from '@/components/lab/scene-panel'
import { SceneSetting } from '@/components/lab/scene-setting'
import { findScene, SCENES } from '@/lib/lab/scenes'

type ScenePageProps = { params: Promise<{ scene: string }> }

export const dynamicParams = false

export function generateStaticParams(): { scene: string }[] {
  return SCENES.map(({ slug }) => ({ scene: slug }))
}

export async function generateMetadata({ params }: ScenePageProps): Promise<Metadata> {
  return { title: findScene((await params).scene)?.title ?? 'Lab' }
}

export default async function ScenePage({ params }: ScenePageProps): Promise<ReactElement> {
  const scene = findScene((await params).scene)
  if (!scene) notFound()
  return (
    <ScenePanel scene={scene}>
      <SceneSetting slug={scene.slug} />
    </ScenePanel>
  )
}
