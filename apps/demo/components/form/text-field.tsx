'use client'
// One labelled field with its hint and its error.
import { type ReactElement, useId } from 'react'

type TextFieldProps = {
  label: string
  name: string
  type: 'email' | 'password'
  autoComplete: string
  hint?: string | undefined
  /** What stands in it at first. */
  entered?: string | undefined
  error?: string | undefined
}

export function TextField({ label, hint, error, entered, ...input }: TextFieldProps): ReactElement {
  const id = useId()
  const hintId = hint && `${id}-hint`
  const errorId = error && `${id}-error`

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        required
        defaultValue={entered}
        aria-invalid={error ? true : undefined}
        aria-describedby={[errorId, hintId].filter(Boolean).join(' ') || undefined}
      />
      {hint && (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={errorId}>
          {error}
        </p>
      )}
    </div>
  )
}
