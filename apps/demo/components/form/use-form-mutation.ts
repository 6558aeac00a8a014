'use client'
// A form over a TanStack mutation: sends its fields, keeps a second click out, and leads to the first wrong field.
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type RefObject, useEffect, useRef } from 'react'
import type { FormRefusal, FormResult } from '@/lib/forms/form-result'

type FormMutationOptions<Value> = {
  mutationFn: (input: unknown) => Promise<FormResult<Value>>
  /** Hears of a form that was taken. */
  onSuccess: (value: Value) => void | Promise<void>
  /** Whether the page is left after a success, so that nothing more may be sent. */
  leavesPage?: boolean
}

type FormMutation = {
  formRef: RefObject<HTMLFormElement | null>
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
  isPending: boolean
  /** What is wrong with what was sent; undefined while nothing is. */
  refusal: FormRefusal | undefined
}

const NO_ANSWER: FormRefusal = {
  ok: false,
  message: 'The shop did not answer. Try again in a moment.',
  fields: {},
}

export function useFormMutation<Value>(options: FormMutationOptions<Value>): FormMutation {
  const formRef = useRef<HTMLFormElement>(null)
  // Not `isPending`: two clicks can come before React renders once.
  const isBusy = useRef(false)
  const { mutate, data, isPending, isError } = useMutation({
    mutationFn: options.mutationFn,
    onSuccess: (result) => (result.ok ? options.onSuccess(result.value) : undefined),
    onSettled: (result) => {
      isBusy.current = options.leavesPage === true && result?.ok === true
    },
  })

  useEffect(() => {
    if (data?.ok === false) formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [data])

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isBusy.current) return
    isBusy.current = true
    mutate(Object.fromEntries(new FormData(event.currentTarget)))
  }

  const refused = data?.ok === false ? data : undefined
  return { formRef, onSubmit, isPending, refusal: isError ? NO_ANSWER : refused }
}
