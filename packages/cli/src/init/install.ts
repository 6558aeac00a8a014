// Installs what the files import, with the package manager that the app uses.
import { spawn } from 'node:child_process'
import { detect, getUserAgent, resolveCommand } from 'package-manager-detector'
import type { PackageJson } from '../app/package-json.ts'

/** A command line: its first word, and the rest. */
export type CommandLine = { readonly command: string; readonly args: readonly string[] }

const PACKAGES = ['@mida-kit/contract', '@mida-kit/react', '@mida-kit/server', 'zod']

/** The packages that package.json does not name yet; the kit's in the version of this command, as they belong together. */
export function listMissing({ dependencies }: PackageJson, version: string): string[] {
  return PACKAGES.filter((name) => !(name in dependencies)).map((name) =>
    name.startsWith('@mida-kit/') ? `${name}@^${version}` : name,
  )
}

/** How the app's package manager installs them: told by its lockfile, its package.json, or by who runs this. */
export async function toInstallCommand(directory: string, packages: readonly string[]): Promise<CommandLine> {
  const detected = await detect({ cwd: directory })
  const agent = detected?.agent ?? getUserAgent() ?? 'npm'
  return resolveCommand(agent, 'add', [...packages]) ?? { command: 'npm', args: ['install', ...packages] }
}

/** Runs it, with its output on this terminal; whether it succeeded. */
export function runInstall(directory: string, { command, args }: CommandLine): Promise<boolean> {
  return new Promise((resolve) => {
    // On Windows package managers are `.cmd` files, which need a shell. Nothing in here comes from outside.
    const shell = process.platform === 'win32'
    const child = spawn(command, [...args], { cwd: directory, stdio: 'inherit', shell })
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })
}
