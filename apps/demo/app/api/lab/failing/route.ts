// The kit's endpoint, which takes every other batch and then loses its own answer: for the lab.
import { mida } from '@/lib/mida/server'

let postCount = 0

export const { GET } = mida.handlers

export async function POST(request: Request): Promise<Response> {
  postCount += 1
  const answer = await mida.handlers.POST(request)
  return postCount % 2 === 1 ? new Response(null, { status: 503 }) : answer
}
