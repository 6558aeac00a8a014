// What the shop has stored about the user's events; asked again while one of them still waits.
import { readAccountEvents } from '@/lib/account-events'
import { readCurrentUser } from '@/lib/session'

const NOT_STORED = { headers: { 'cache-control': 'no-store' } }

export async function GET(): Promise<Response> {
  const user = await readCurrentUser()
  if (!user) return Response.json({ message: 'Nobody is logged in.' }, { status: 401, ...NOT_STORED })
  return Response.json(readAccountEvents(user.id), NOT_STORED)
}
