// The lab's index.
import type { Metadata } from 'next'
import type { ReactElement } from 'react'
import { SCENES } from '@/lib/lab/scenes'

export const metadata: Metadata = { title: 'Lab', description: 'The awkward cases, one page each.' }

export default function LabPage(): ReactElement {
  return (
    <div className="prose">
      <h1>Lab</h1>
      <p>
        What goes wrong on real pages, one page each. Scenes with a script of their own need the local Mida
        that <code>npm start</code> brings.
      </p>
      <ul className="scenes">
        {[...SCENES, STRICT].map(({ slug, title, trouble }) => (
          <li key={slug}>
            {/* A plain link: the lab's pages are documents of their own. */}
            <a href={`/lab/${slug}`}>{title}</a> <span className="hint">{trouble}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

const STRICT = {
  slug: 'strict-csp',
  title: 'A strict policy',
  trouble: 'A Content Security Policy with a nonce for each answer, and nothing inline without it.',
}
