// The root of the lab's pages: each has a script or an endpoint of its own, so each is a document of its own.
import { MidaScript } from '@mida-kit/react'
import { notFound } from 'next/navigation'
import type { ReactElement, ReactNode } from 'react'
import { SiteDocument } from '@/components/site/site-document'
import { findScene, toSceneScript } from '@/lib/lab/scenes'
import { PUBLIC_CONFIG } from '@/lib/mida/public-config'

export { metadata, viewport } from '@/lib/site-metadata'

type LabLayoutProps = { children: ReactNode; params: Promise<{ scene: string }> }

export default async function LabLayout({ children, params }: LabLayoutProps): Promise<ReactElement> {
  const scene = findScene((await params).scene)
  if (!scene) notFound()
  const { projectKey, region, scriptUrl } = PUBLIC_CONFIG
  return (
    <SiteDocument
      script={<MidaScript projectKey={projectKey} region={region} src={toSceneScript(scriptUrl, scene)} />}
      endpoint={scene.endpoint}
    >
      {children}
    </SiteDocument>
  )
}
