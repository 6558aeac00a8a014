// How the unit tests of @mida-kit/server run.
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'server', include: ['test/**/*.test.ts'] } })
