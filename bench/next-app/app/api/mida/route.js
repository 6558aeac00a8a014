// The kit's route: checks, queues, answers 202, and sends in the same process.
import { defineEvents } from '@mida-kit/contract'
import { createMida } from '@mida-kit/server/next'
import { z } from 'zod'

const events = defineEvents({ form_submitted: z.object({ form: z.string() }) })

export const { GET, POST } = createMida({ events }).handlers
