'use server'
// Ends the session.
import { endSession } from '@/lib/session'

export async function logOut(): Promise<void> {
  await endSession()
}
