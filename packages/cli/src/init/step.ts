// One thing that `init` does, leaves alone, or asks a person to do.

export type Step =
  /** A file that is not there yet. */
  | { readonly kind: 'write'; readonly path: string; readonly content: string }
  /** A file that is there and gets something added; `before` is what it held when the plan was made. */
  | {
      readonly kind: 'edit'
      readonly path: string
      readonly before: string
      readonly content: string
      readonly summary: string
    }
  /** Something that is there already. */
  | { readonly kind: 'left'; readonly path: string; readonly because: string }
  /** Something that a person has to put in, since it is not sure where it belongs. */
  | { readonly kind: 'paste'; readonly path: string; readonly because: string; readonly snippet: string }
