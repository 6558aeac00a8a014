// The few words that outlive a page. Storage may be turned off or full: then nothing is remembered.

/** The last pair of uuid and user that the endpoint was told in this tab. */
export const TOLD = 'mida-kit:told'

/** Set while the endpoint has still to be told to forget the visitor. */
export const OWED = 'mida-kit:forget'

/** The last pair of a uuid and somebody who was logged in with it. */
export const OWNER = 'mida-kit:owner'

/** Who is logged in, for the other tabs and the next page: `=` and the id, or one of the next two. */
export const USER = 'mida-kit:user'
export const NOBODY = 'nobody'
export const PAUSED = 'paused'

/** What is kept under this name; with a value, from now on that. */
export function remember(name: string, value?: string): string | undefined {
  try {
    const storage = name === TOLD ? sessionStorage : localStorage
    if (value !== undefined) storage[name] = value
    return storage[name]
  } catch {
    return undefined
  }
}
