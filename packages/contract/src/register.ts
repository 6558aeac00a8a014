// Where the app says, once, which catalogue is its own.
import type { Catalogue } from './catalogue-types.ts'

/**
 * Declared by the app, so that `track` knows its events everywhere without an import of the schemas:
 *
 * ```ts
 * declare module '@mida-kit/contract' {
 *   interface Register { events: typeof events }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: declaration merging needs an interface that starts empty.
export interface Register {}

/** The app's catalogue, or any catalogue where the app has declared none. */
export type RegisteredEvents = Register extends { events: infer Events extends Catalogue }
  ? Events
  : Catalogue
