// @ts-check
// The doors of the published packages: what each is for, and the file that package.json says it is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../workspace.mjs'

/** @typedef {{ name: string, page: string, file: string, is: string }} Door */

/** What each door is, in one line. A door that is missing here fails the check. @type {Readonly<Record<string, string>>} */
const DOORS = {
  '@mida-kit/contract':
    'What browser and server agree on: the catalogue, the protocol, deliveries and failures.',
  '@mida-kit/contract/mida': 'Mida’s own wire: shapes, hosts and paths. For the server.',
  '@mida-kit/react': 'The browser: script, provider, hooks, and the client without React.',
  '@mida-kit/react/consent': 'Five banners, for the provider’s `consent`.',
  '@mida-kit/react/csp': 'What a Content Security Policy has to allow for `MidaScript`.',
  '@mida-kit/react/keep': 'Keeps what a page cannot send for the next page.',
  '@mida-kit/react/query': 'The kit in TanStack Query’s words. Needs `@tanstack/react-query`.',
  '@mida-kit/react/testing': 'Stands in for the kit in the unit tests of an app.',
  '@mida-kit/server': 'The client and its endpoint for any server that speaks web standards.',
  '@mida-kit/server/next': 'For Next.js with the App Router: it knows the current request.',
  '@mida-kit/server/next-pages': 'For Next.js with the Pages Router.',
  '@mida-kit/server/node': 'For node:http, Express and Fastify.',
  '@mida-kit/server/opentelemetry': 'Spans and metrics. Needs `@opentelemetry/api`.',
  '@mida-kit/server/outbox/postgres': 'An outbox in PostgreSQL, for many machines. Needs `pg` and `pg-boss`.',
  '@mida-kit/server/outbox/sqlite': 'An outbox in a file on this machine.',
  '@mida-kit/emulator': 'A local Mida, as a `fetch` and as a server.',
  '@mida-kit/emulator/playwright': 'Fixtures for Playwright. Needs `@playwright/test`.',
  '@mida-kit/emulator/vitest': 'A Mida for each test file. Needs `vitest`.',
}

/** The packages whose doors have a page; the command's help stands for @mida-kit/cli. */
const PACKAGES = ['contract', 'react', 'server', 'emulator']

/** Every public door, by package. @returns {readonly Door[]} */
export function findDoors() {
  return PACKAGES.flatMap((owner) => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'packages', owner, 'package.json'), 'utf8'))
    return Object.entries(exports).map(([door, target]) => toDoor(owner, door, target))
  })
}

/** @param {string} owner @param {string} door @param {string | { node: string }} target @returns {Door} */
function toDoor(owner, door, target) {
  const name = `@mida-kit/${owner}${door.slice(1)}`
  const is = DOORS[name]
  if (!is) throw new Error(`${name} is a new door: say in scripts/reference/doors.mjs what it is.`)
  const file = join(ROOT, 'packages', owner, typeof target === 'string' ? target : target.node)
  return { name, page: `${owner}${door.slice(1).replaceAll('/', '-')}`, file, is }
}
