// The home page: static.
import Link from 'next/link'
import type { ReactElement } from 'react'
import { NewsletterForm } from '@/components/newsletter-form'

export default function HomePage(): ReactElement {
  return (
    <>
      <section className="hero">
        <h1>A clear desk, every morning</h1>
        <p>Tidydesk plans your day so that nothing is left lying about.</p>
        <p>
          <Link className="button" href="/pricing">
            See the plans
          </Link>
        </p>
      </section>
      <section className="card narrow" aria-labelledby="newsletter-heading">
        <h2 id="newsletter-heading">Newsletter</h2>
        <p>One short letter a month. No account needed.</p>
        <NewsletterForm />
      </section>
    </>
  )
}
