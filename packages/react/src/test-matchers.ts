// `toHaveTracked` for `expect.extend`, of vitest and jest alike. Imports neither.
import type { BrowserEventName, EventProperties, RegisteredEvents } from '@mida-kit/contract'
import type { TestEvent } from './test-mida.ts'

/** What both runners give a matcher as `this`. */
type MatcherContext = { readonly equals: (actual: unknown, expected: unknown) => boolean }

type MatcherResult = { readonly pass: boolean; readonly message: () => string }

/** Some of an event's properties, each a value or a matcher such as `expect.any(String)`. */
export type ExpectedProperties<Name extends BrowserEventName<RegisteredEvents>> = {
  readonly [Key in keyof EventProperties<RegisteredEvents, Name>]?:
    | EventProperties<RegisteredEvents, Name>[Key]
    | { asymmetricMatch: (actual: unknown) => boolean }
}

/** What `midaMatchers` adds to `expect`, for the declaration that teaches it to your runner's types. */
export type MidaMatchers<Result = void> = {
  /**
   * Passes when the `TestMida` has tracked such an event. With properties: one that has at least these; a property that
   * is an object has to be equal as a whole.
   */
  toHaveTracked: <Name extends BrowserEventName<RegisteredEvents>>(
    name: Name,
    properties?: ExpectedProperties<Name>,
  ) => Result
}

/**
 * For `expect.extend(midaMatchers)` in a set-up file of vitest or jest.
 *
 * @throws TypeError from the matcher where `expect` was given something else than a `TestMida`
 */
export const midaMatchers: {
  toHaveTracked: (
    this: MatcherContext,
    received: unknown,
    name: string,
    properties?: Readonly<Record<string, unknown>>,
  ) => MatcherResult
} = {
  toHaveTracked(received, name, properties) {
    const tracked = readTracked(received)
    const expected = Object.entries(properties ?? {})
    const pass = tracked.some(
      (event) =>
        event.name === name && expected.every(([key, value]) => this.equals(event.properties?.[key], value)),
    )
    const message = (): string => {
      const list = tracked.map((event) => `\n  ${show(event)}`).join('')
      const verb = pass ? 'not to have tracked' : 'to have tracked'
      return `Expected ${verb} ${show({ name, properties })}\nTracked: ${list || 'nothing'}`
    }
    return { pass, message }
  },
}

function show({ name, properties }: { readonly name: string; readonly properties?: unknown }): string {
  return properties ? `${name} ${JSON.stringify(properties, nameMatcher)}` : name
}

/** A matcher such as `expect.any(Number)` in place of a value is shown by its name. */
function nameMatcher(_key: string, value: unknown): unknown {
  return typeof Object(value).asymmetricMatch === 'function' ? `<${value}>` : value
}

function readTracked(received: unknown): readonly TestEvent[] {
  const tracked: unknown = Object(received).tracked
  if (!Array.isArray(tracked)) throw new TypeError('toHaveTracked takes what createTestMida() has made.')
  return tracked
}
