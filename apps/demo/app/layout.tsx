// The root of every page. It never reads the session, so that pages can be static: the kit's endpoint says who is
// logged in.
import { MidaScript } from '@mida-kit/react'
import type { Metadata, Viewport } from 'next'
import type { ReactElement, ReactNode } from 'react'
import { Providers } from '@/components/providers'
import { SiteFooter } from '@/components/site/site-footer'
import { SiteHeader } from '@/components/site/site-header'
import { PUBLIC_CONFIG } from '@/lib/mida/public-config'
import './globals.css'
import './lists.css'

export const metadata: Metadata = {
  title: { default: 'Tidydesk', template: '%s · Tidydesk' },
  description: 'A planner that keeps your desk clear. A demo shop for the Mida kit.',
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default function RootLayout({ children }: { children: ReactNode }): ReactElement {
  const { projectKey, region, scriptUrl } = PUBLIC_CONFIG
  return (
    <html lang="en">
      <head>
        <MidaScript projectKey={projectKey} region={region} src={scriptUrl} />
      </head>
      <body>
        <Providers>
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
