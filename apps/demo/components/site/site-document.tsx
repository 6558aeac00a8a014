// The document of every page: styles, Mida's script, the providers, header and footer.
import type { ReactElement, ReactNode } from 'react'
import { Providers } from '@/components/providers'
import { SiteFooter } from './site-footer'
import { SiteHeader } from './site-header'
import '@/styles/base.css'
import '@/styles/site.css'
import '@/styles/forms.css'
import '@/styles/shop.css'
import '@/styles/lists.css'

type SiteDocumentProps = {
  /** Mida's script, as this part of the shop wants it. */
  script: ReactNode
  /** The kit's endpoint. */
  endpoint?: string | undefined
  children: ReactNode
}

export function SiteDocument({ script, endpoint, children }: SiteDocumentProps): ReactElement {
  return (
    <html lang="en">
      {/* biome-ignore lint/style/noHeadElement: this is a root layout's document, in a file of its own. */}
      <head>
        {script}
        {/* Not by Next's convention: it streams after the body of a dynamic page, and the browser asks for a favicon.ico. */}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <Providers endpoint={endpoint ?? '/api/m'}>
          <SiteHeader />
          <main id="content" className="wrap" tabIndex={-1}>
            {children}
          </main>
          <SiteFooter />
        </Providers>
      </body>
    </html>
  )
}
