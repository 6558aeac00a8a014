// The sign-up page.
import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactElement } from 'react'
import { SignUpForm } from '@/components/sign-up-form'

export const metadata: Metadata = { title: 'Sign up', description: 'Open a Tidydesk account.' }

export default function SignUpPage(): ReactElement {
  return (
    <section className="card narrow">
      <h1>Sign up</h1>
      <SignUpForm />
      <p>
        You have an account? <Link href="/login">Log in</Link>
      </p>
    </section>
  )
}
