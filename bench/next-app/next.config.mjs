// How Next builds the routes that are compared: nothing but what a new app has.
import { dirname } from 'node:path'

/** @type {import('next').NextConfig} */
const config = {
  turbopack: { root: dirname(import.meta.dirname) },
  outputFileTracingRoot: dirname(import.meta.dirname),
  agentRules: false,
}

export default config
