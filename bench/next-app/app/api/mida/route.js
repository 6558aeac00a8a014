// The kit's route: checks, queues, answers 202, and sends in the same process.
import { defineEvents } from '@mida-kit/contract'
import { createMida } from '@mida-kit/server/next'
import { z } from 'zod'

const events = defineEvents({ form_submitted: z.object({ form: z.string() }) })

// Requests are counted as ever; only the count at which they are refused is out of reach.
const rateLimit = { withoutAddress: 1_000_000_000 }

export const { GET, POST } = createMida({ events, rateLimit }).handlers
