// Whether a value has at least what another one names.

/**
 * Objects may have more keys than expected, lists not more entries; everything else must be the same.
 *
 * A matcher of a test library (`expect.any(String)`) is asked instead.
 */
export function containsPartly(actual: unknown, expected: unknown): boolean {
  if (isMatcher(expected)) return expected.asymmetricMatch(actual)
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected)
  if (typeof actual !== 'object' || actual === null) return false
  if (Array.isArray(expected) !== Array.isArray(actual)) return false
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) return false

  const present = new Map(Object.entries(actual))
  return Object.entries(expected).every(
    ([key, value]) => present.has(key) && containsPartly(present.get(key), value),
  )
}

type Matcher = { asymmetricMatch: (actual: unknown) => boolean }

function isMatcher(value: unknown): value is Matcher {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  )
}
