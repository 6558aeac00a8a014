// The root of the shop's own pages. It never reads the session, so that pages can be static: the kit's endpoint says who
// is logged in.
import { MidaScript } from '@mida-kit/react'
import type { ReactElement, ReactNode } from 'react'
import { SiteDocument } from '@/components/site/site-document'
import { PUBLIC_CONFIG } from '@/lib/mida/public-config'

export { metadata, viewport } from '@/lib/site-metadata'

export default function SiteLayout({ children }: { children: ReactNode }): ReactElement {
  const { projectKey, region, scriptUrl } = PUBLIC_CONFIG
  return (
    <SiteDocument script={<MidaScript projectKey={projectKey} region={region} src={scriptUrl} />}>
      {children}
    </SiteDocument>
  )
}
