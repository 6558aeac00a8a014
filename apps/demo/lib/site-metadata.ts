// What every document of the shop says of itself.
import type { Metadata, Viewport } from 'next'

export const metadata: Metadata = {
  title: { default: 'Tidydesk', template: '%s · Tidydesk' },
  description: 'A planner that keeps your desk clear. A demo shop for the Mida kit.',
}

export const viewport: Viewport = { colorScheme: 'light dark' }
