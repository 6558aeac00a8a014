'use server'
// Ends the session.
import { redirect } from 'next/navigation'
import { endSession } from '@/lib/session'

export async function logOut(): Promise<void> {
  await endSession()
}

/** For a form that is posted without JavaScript. */
export async function postLogOut(): Promise<void> {
  await endSession()
  redirect('/')
}
