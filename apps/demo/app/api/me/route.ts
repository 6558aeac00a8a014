// Who is logged in, for the header and the plans: the pages themselves stay static.
import { readCurrentUser } from '@/lib/session'

export async function GET(): Promise<Response> {
  const user = await readCurrentUser()
  const me = user && { id: user.id, email: user.email, plan: user.plan }
  return Response.json({ user: me }, { headers: { 'cache-control': 'no-store' } })
}
