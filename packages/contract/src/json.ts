// What JSON can carry, as types.

/** What JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** An object of JSON; a field that is undefined is left out of the text. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined }
