// The installed packages: the kit's own in one version and one copy, and what they ask of Node, Next and React.
import { satisfies } from 'semver'
import { findInstalled, type InstalledPackage } from '../../app/package-json.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'

const KIT = ['@mida-kit/contract', '@mida-kit/react', '@mida-kit/server'] as const
const NODE_RANGE = '>=20.19'

type Installed = { readonly name: string; readonly found: InstalledPackage }

export async function checkPackages({ directory, packageJson }: Patient): Promise<Said[]> {
  const all = await Promise.all(
    KIT.map(async (name) => ({ name, found: await findInstalled(name, directory) })),
  )
  const installed = all.flatMap(({ name, found }) => (found ? [{ name, found }] : []))
  const said = [
    ...all.flatMap(({ name, found }) => (found ? [] : [toMissing(name, name in packageJson.dependencies)])),
    ...checkVersions(installed),
    ...(await checkCopies(installed)),
    ...(await checkPeers(installed, directory)),
    ...checkNode(),
  ]
  if (said.length > 0) return said
  const next = await findInstalled('next', directory)
  const names = `@mida-kit ${installed[0]?.found.version}${next ? `, next ${next.version}` : ''}`
  return [{ status: 'ok', message: `${names}, node ${process.versions.node}` }]
}

function toMissing(name: string, isDeclared: boolean): Said {
  return {
    status: 'problem',
    message: isDeclared ? `${name} is in package.json and not installed.` : `${name} is not installed.`,
    fix: isDeclared ? 'Install the packages of the app.' : `Install it: npm install ${name}`,
  }
}

/** The packages are released together, under one version. */
function checkVersions(installed: readonly Installed[]): Said[] {
  const versions = new Set(installed.map(({ found }) => found.version))
  if (versions.size < 2) return []
  return [
    {
      status: 'problem',
      message: 'The packages of the kit have different versions.',
      fix: `Install them in one: npm install ${KIT.map((name) => `${name}@latest`).join(' ')}`,
      details: installed.map(({ name, found }) => `${name} ${found.version}`),
    },
  ]
}

/** Two copies of the contract are two sets of types, and two errors that are not the same class. */
async function checkCopies(installed: readonly Installed[]): Promise<Said[]> {
  const folders = new Map<string, string[]>()
  for (const { name, found } of installed) {
    if (name === '@mida-kit/contract') continue
    const contract = await findInstalled('@mida-kit/contract', found.folder)
    if (contract) folders.set(contract.folder, [...(folders.get(contract.folder) ?? []), name])
  }
  const own = installed.find(({ name }) => name === '@mida-kit/contract')
  if (own) folders.set(own.found.folder, [...(folders.get(own.found.folder) ?? []), 'the app'])
  if (folders.size < 2) return []
  return [
    {
      status: 'problem',
      message: 'Several copies of @mida-kit/contract are installed, so types and errors do not match.',
      fix: 'Install the three packages in one version, then remove the doubles (`npm dedupe`, `pnpm dedupe`).',
      details: Array.from(folders, ([folder, users]) => `${folder}: ${users.join(', ')}`),
    },
  ]
}

async function checkPeers(installed: readonly Installed[], directory: string): Promise<Said[]> {
  const said: Said[] = []
  for (const { name, found } of installed) {
    for (const [peer, range] of Object.entries(found.packageJson.peerDependencies)) {
      const other = await findInstalled(peer, directory)
      if (!other && found.packageJson.optionalPeers.includes(peer)) continue
      if (other && satisfies(other.version, range, { includePrerelease: true })) continue
      said.push(toPeerFault({ name, peer, range, version: other?.version }))
    }
  }
  return said
}

type PeerFault = { name: string; peer: string; range: string; version: string | undefined }

function toPeerFault({ name, peer, range, version }: PeerFault): Said {
  const why = peer === 'next' ? ' Versions before those have known security holes.' : ''
  return {
    status: 'problem',
    message: `${name} needs ${peer} ${range}, and ${version ?? 'none'} is installed.${why}`,
    fix: `Install a version of ${peer} that is ${range}.`,
  }
}

function checkNode(): Said[] {
  const { node } = process.versions
  if (satisfies(node, NODE_RANGE, { includePrerelease: true })) return []
  return [
    {
      status: 'problem',
      message: `Node ${node} is too old.`,
      fix: 'Install Node 20.19 or newer, here and where the app runs.',
    },
  ]
}
