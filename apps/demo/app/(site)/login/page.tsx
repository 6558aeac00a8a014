// The login page.
import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactElement } from 'react'
import { LogInForm } from '@/components/log-in-form'

export const metadata: Metadata = { title: 'Log in', description: 'Log in to Tidydesk.' }

export default function LogInPage(): ReactElement {
  return (
    <section className="card narrow">
      <h1>Log in</h1>
      <LogInForm />
      <p>
        You have no account? <Link href="/signup">Sign up</Link>
      </p>
    </section>
  )
}
