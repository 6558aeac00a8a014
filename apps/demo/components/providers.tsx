'use client'
// What the whole shop stands in: TanStack Query for its data, the kit for its events, and the banner that both wait for.
import { MidaProvider } from '@mida-kit/react'
import { useBannerConsent } from '@mida-kit/react/consent'
import { keepEvents } from '@mida-kit/react/keep'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactElement, type ReactNode, useState } from 'react'
import { ConsentBanner } from '@/components/consent/consent-banner'
import { watchShopBanner } from '@/lib/consent/browser-choice'
import { rememberDelivery } from '@/lib/mida/browser-deliveries'

type ProvidersProps = { endpoint: string; children: ReactNode }

export function Providers({ endpoint, children }: ProvidersProps): ReactElement {
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1 } } }))
  const consent = useBannerConsent(watchShopBanner)

  return (
    <QueryClientProvider client={queryClient}>
      <MidaProvider endpoint={endpoint} consent={consent} keep={keepEvents} onDelivery={rememberDelivery}>
        {children}
        <ConsentBanner />
      </MidaProvider>
    </QueryClientProvider>
  )
}
