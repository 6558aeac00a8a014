// What a form's action answers: a value, or what is wrong, named by field.

export type FieldErrors = { readonly [field: string]: string | undefined }

export type FormRefusal = {
  readonly ok: false
  /** What is wrong with the form as a whole. */
  readonly message?: string
  readonly fields: FieldErrors
}

export type FormResult<Value> = { readonly ok: true; readonly value: Value } | FormRefusal

/** A refusal on a page that came anew, without JavaScript: it has to bring along what stood in the fields. */
export type PostedForm = FormRefusal & { readonly entered: FieldErrors }

/** The action of a form that is posted without JavaScript; one that is taken leads to another page. */
export type PostAction = (before: PostedForm | null, posted: FormData) => Promise<PostedForm | null>
