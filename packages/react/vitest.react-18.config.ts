// The React layer again, on the oldest React that the package takes.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { defineConfig } from 'vitest/config'

const require = createRequire(import.meta.url)
const toFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^react(?=\/|$)/, replacement: toFolder('react-18') },
      { find: /^react-dom(?=\/|$)/, replacement: toFolder('react-dom-18') },
    ],
  },
  test: {
    name: 'react-18',
    environment: 'happy-dom',
    setupFiles: ['test/use-react-18.ts'],
    include: ['test/{provider,track-once,banners,rendering}.test.tsx'],
  },
})
