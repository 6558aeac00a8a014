// Where things are.
import { dirname, join } from 'node:path'

export const BENCH = dirname(import.meta.dirname)
export const ROOT = dirname(BENCH)
export const CACHE = join(BENCH, '.cache')
