// What a form's action answers: a value, or what is wrong, named by field.

export type FieldErrors = { readonly [field: string]: string | undefined }

export type FormRefusal = {
  readonly ok: false
  /** What is wrong with the form as a whole. */
  readonly message?: string
  readonly fields: FieldErrors
}

export type FormResult<Value> = { readonly ok: true; readonly value: Value } | FormRefusal
