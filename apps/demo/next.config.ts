// How Next builds the shop.
import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  distDir: process.env.NEXT_DIST_DIR || '.next',
  // Inside this workspace the kit is TypeScript source; an app that installs it from the registry needs no such line.
  transpilePackages: ['@mida-kit/contract', '@mida-kit/react', '@mida-kit/server'],
  // `next dev` would print the arguments of server actions, passwords among them.
  logging: { serverFunctions: false },
  // `next dev` must not write an AGENTS.md of its own.
  agentRules: false,
}

export default config
