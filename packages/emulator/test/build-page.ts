// The page is bundled once before the tests, where a source of it is newer than the bundle.
import { ensurePage } from '../build-page.mjs'

export async function setup(): Promise<void> {
  await ensurePage()
}
