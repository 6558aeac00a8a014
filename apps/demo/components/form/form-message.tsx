'use client'
// What is wrong with a form as a whole. The place is always there, so that screen readers hear what appears in it.
import type { ReactElement } from 'react'
import type { FormRefusal } from '@/lib/forms/form-result'

export function FormMessage({ refusal }: { refusal: FormRefusal | undefined }): ReactElement {
  return (
    <div role="alert" className="error">
      {refusal?.message}
    </div>
  )
}
