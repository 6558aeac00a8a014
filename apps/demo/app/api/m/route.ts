// The kit's endpoint: GET says who is logged in, POST takes the browser's events.
import { mida } from '@/lib/mida/server'

export const { GET, POST } = mida.handlers
