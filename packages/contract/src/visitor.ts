// Who an event is recorded against, and who is logged in.

/**
 * Whom an event is recorded against: at least one identifier.
 *
 * `id` needs a prior `mida.identify({ id })` in a browser, `email` a prior `mida.identify({ email })`, `midaUuid`
 * a visitor that Mida's script has seen. With several, they are tried in the order `id`, `midaUuid`, `email`.
 *
 * @see https://docs.mida.so/docs/v2/create-event
 */
export type Visitor =
  | { readonly id: string; readonly email?: string | undefined; readonly midaUuid?: string | undefined }
  | { readonly id?: undefined; readonly email: string; readonly midaUuid?: string | undefined }
  | { readonly id?: undefined; readonly email?: undefined; readonly midaUuid: string }

/** A visitor whom the app knows by its own id or an email, and not by the browser alone. */
export type KnownVisitor = Exclude<Visitor, { readonly id?: undefined; readonly email?: undefined }>

/** The identifier by which Mida found the visitor, named as on Mida's wire. */
export type RecordedBy = 'id' | 'email' | 'mida_uuid'

/** A value that `mida.identify` takes; dates go as `YYYY-MM-DD` or ISO strings. */
export type AttributeValue = string | number | boolean

/** The user as the app's session knows it. Attributes beyond `id` reach Mida through `identify` in the browser. */
export type User = {
  readonly id: string | number
  readonly email?: string | undefined
  readonly [attribute: string]: AttributeValue | undefined
}
