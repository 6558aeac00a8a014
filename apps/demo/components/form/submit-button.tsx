'use client'
// The button of a form. It keeps the focus while the form is under way, which `disabled` would take from it.
import type { ReactElement, ReactNode } from 'react'

export function SubmitButton({
  isPending,
  children,
}: {
  isPending: boolean
  children: ReactNode
}): ReactElement {
  return (
    <button className="button" type="submit" aria-disabled={isPending || undefined}>
      {children}
    </button>
  )
}
