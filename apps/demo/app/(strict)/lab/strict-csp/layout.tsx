// The root of the page under a strict policy: it reads the nonce of this answer, so it is rendered for each request.
import { MidaScript } from '@mida-kit/react'
import { headers } from 'next/headers'
import type { ReactElement, ReactNode } from 'react'
import { SiteDocument } from '@/components/site/site-document'
import { NONCE_HEADER, STRICT_SCRIPT } from '@/lib/lab/strict-policy'

export { metadata, viewport } from '@/lib/site-metadata'

export default async function StrictLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined
  return <SiteDocument script={<MidaScript {...STRICT_SCRIPT} nonce={nonce} />}>{children}</SiteDocument>
}
