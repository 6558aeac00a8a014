// The yardstick: answers the same JSON and does nothing else.
export const dynamic = 'force-dynamic'

export async function POST() {
  return Response.json({ results: [{ status: 'accepted' }] }, { status: 202 })
}
