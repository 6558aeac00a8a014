// Has what node_modules itself requires find React 18, too: two Reacts on one page do not work.
import Module, { createRequire } from 'node:module'
import { version } from 'react'

const require = createRequire(import.meta.url)
const OTHERS: Readonly<Record<string, string>> = { react: 'react-18', 'react-dom': 'react-dom-18' }

type Resolver = { _resolveFilename: (request: string, ...rest: unknown[]) => string }

const resolver = Module as unknown as Resolver
const resolve = resolver._resolveFilename
resolver._resolveFilename = (request, ...rest) => {
  const [, name = '', path = ''] = /^([\w-]+)(\/.*)?$/.exec(request) ?? []
  const other = OTHERS[name]
  return other ? require.resolve(`${other}${path}`) : resolve.call(Module, request, ...rest)
}

if (!version.startsWith('18.2.')) throw new Error(`These tests are for React 18.2, not ${version}.`)
