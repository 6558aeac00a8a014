// Where the tests find things.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PACKAGE = fileURLToPath(new URL('..', import.meta.url))

/** A node_modules folder with the kit as it is published. Within the workspace, where bundlers follow its links. */
export const PUBLISHED = join(PACKAGE, '.cache', 'published', 'node_modules')

export const COMMAND = join(PUBLISHED, '@mida-kit', 'cli', 'dist', 'cli.js')
