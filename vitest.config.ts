// The unit tests of every package, one project each, so that one run shows them all.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: ['packages/*', 'examples', 'packages/react/vitest.react-18.config.ts'],
    reporters: ['default'],
  },
})
