// The home page: static, also with a headline that is tested.
import type { ReactElement } from 'react'
import { Hero } from '@/components/hero/hero'
import { NewsletterForm } from '@/components/newsletter-form'

export default function HomePage(): ReactElement {
  return (
    <>
      <Hero />
      <section className="card narrow" aria-labelledby="newsletter-heading">
        <h2 id="newsletter-heading">Newsletter</h2>
        <p>One short letter a month. No account needed.</p>
        <NewsletterForm />
      </section>
    </>
  )
}
