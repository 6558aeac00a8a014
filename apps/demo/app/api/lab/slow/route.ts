// The kit's endpoint, two seconds late: for the lab.
import { mida } from '@/lib/mida/server'

const LATE_MS = 2_000

export async function GET(request: Request): Promise<Response> {
  await pause()
  return mida.handlers.GET(request)
}

export async function POST(request: Request): Promise<Response> {
  await pause()
  return mida.handlers.POST(request)
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LATE_MS))
}
