// What a browser's bundle finds here instead of the server: an import that stops the build, and words where it does not.
// In a client component use @mida-kit/react; import @mida-kit/server in server code alone. See docs/errors/MIDA-311.md.
import 'server-only'
import { MidaSetupError } from '@mida-kit/contract'

export { MidaSetupError }

/** Never works in a browser. @throws MidaSetupError MIDA-311. */
export function createMida(): never {
  throw new MidaSetupError('MIDA-311')
}
