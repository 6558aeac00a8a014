// How the unit tests of @mida-kit/server run. A test ends by its own doing: the limit is for one that hangs.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'server', include: ['test/**/*.test.ts'], testTimeout: 30_000 },
})
