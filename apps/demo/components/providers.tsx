'use client'
// What the whole shop stands in: TanStack Query for its data, the kit for its events.
import { MidaProvider } from '@mida-kit/react'
import { keepEvents } from '@mida-kit/react/keep'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactElement, type ReactNode, useState } from 'react'
import { rememberDelivery } from '@/lib/mida/browser-deliveries'

export function Providers({ children }: { children: ReactNode }): ReactElement {
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1 } } }))

  return (
    <QueryClientProvider client={queryClient}>
      <MidaProvider endpoint="/api/m" keep={keepEvents} onDelivery={rememberDelivery}>
        {children}
      </MidaProvider>
    </QueryClientProvider>
  )
}
