// package.json, of the app and of what is installed: read as far as the command needs it.
import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isRecord, parseJson } from '../text/json.ts'

export type PackageJson = {
  readonly name: string | undefined
  readonly version: string | undefined
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly optionalPeers: readonly string[]
}

export type InstalledPackage = {
  /** Its folder, every link followed: two folders are two copies. */
  readonly folder: string
  readonly version: string
  readonly packageJson: PackageJson
}

/** Reads the package.json of a folder; null where there is none that can be read. */
export async function readPackageJson(folder: string): Promise<PackageJson | null> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null)
  return text === null ? null : toPackageJson(parseJson(text))
}

/** Finds a package as Node would from a folder: in its node_modules, or in one further up. */
export async function findInstalled(name: string, from: string): Promise<InstalledPackage | null> {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    const packageJson = await readPackageJson(candidate)
    if (packageJson?.version !== undefined) {
      return { folder: await realpath(candidate), version: packageJson.version, packageJson }
    }
    if (dirname(folder) === folder) return null
  }
}

function toPackageJson(input: unknown): PackageJson | null {
  if (!isRecord(input)) return null
  const meta = isRecord(input.peerDependenciesMeta) ? input.peerDependenciesMeta : {}
  return {
    name: typeof input.name === 'string' ? input.name : undefined,
    version: typeof input.version === 'string' ? input.version : undefined,
    dependencies: { ...toTexts(input.devDependencies), ...toTexts(input.dependencies) },
    peerDependencies: toTexts(input.peerDependencies),
    optionalPeers: Object.keys(meta).filter((name) => isRecord(meta[name]) && meta[name].optional === true),
  }
}

function toTexts(input: unknown): Record<string, string> {
  if (!isRecord(input)) return {}
  const entries = Object.entries(input).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return Object.fromEntries(entries)
}
