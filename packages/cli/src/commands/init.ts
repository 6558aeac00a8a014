// `init`: reads the app, shows what it does, does it, and says what is left for a person.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readAppEnvironment } from '../app/environment.ts'
import { isIgnored } from '../app/git.ts'
import { readSource, type SourceFile } from '../app/list-source.ts'
import { findMiddleware } from '../app/middleware.ts'
import { readPackageJson } from '../app/package-json.ts'
import { type Project, readProject } from '../app/project.ts'
import { readVersion } from '../app/version.ts'
import { type Command, EXIT, type ExitStatus, Misuse } from '../command.ts'
import { carryOut } from '../init/carry-out.ts'
import { type CommandLine, listMissing, runInstall, toInstallCommand } from '../init/install.ts'
import { planFiles } from '../init/plan.ts'
import { type EnvValues, planEnv } from '../init/plan-env.ts'
import { printNextSteps, printStep } from '../init/print.ts'
import { type Terminal, toCleanLine } from '../terminal.ts'

const HELP = `Writes the quick start into a Next.js app: the catalogue, the server client, the route, and the script and
provider in the layout. Leaves alone what is there.

Usage: mida-kit init [directory] [options]

  --project-key KEY  the public key of your site in Mida, for .env.local
  --region REGION    us or eu (default us)
  --emulator         fill in the keys and addresses of the local Mida (npx @mida-kit/emulator)
  --no-install       do not install the packages
  --dry-run          say what would be done, and do nothing
  --help             this text

The secret API key is no option, since others could read it: put it into .env.local yourself.

Exit status: 0 done, 1 something is left to you (a layout to edit, an install that failed), 2 this is no app
that init knows, or the command cannot be used like this.`

const OPTIONS = {
  'project-key': { type: 'string', default: '' },
  region: { type: 'string', default: 'us' },
  emulator: { type: 'boolean', default: false },
  install: { type: 'boolean', default: true },
  'dry-run': { type: 'boolean', default: false },
} as const

export const init: Command = { help: HELP, run }

async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    allowNegative: true,
  })
  if (positionals.length > 1) throw new Misuse('init takes one directory')
  const directory = resolve(positionals[0] ?? '.')
  const packageJson = await readPackageJson(directory)
  if (!packageJson) throw new Misuse(`there is no package.json that can be read in ${toCleanLine(directory)}`)
  if (!('next' in packageJson.dependencies)) {
    throw new Misuse(
      'package.json does not name next; for other frameworks see the README of @mida-kit/server',
    )
  }
  const source = await readSource(directory)
  const project = await readProject(directory, source)
  if (!project) throw new Misuse('there is no app and no pages folder here, nor in src')

  const missing = listMissing(packageJson, readVersion())
  const install = missing.length > 0 && values.install ? await toInstallCommand(directory, missing) : null
  return writeQuickStart({
    project,
    source,
    env: {
      projectKey: toProjectKey(values['project-key']),
      region: toRegion(values.region),
      isEmulated: values.emulator,
    },
    install,
    missing: values.install ? [] : missing,
    isDry: values['dry-run'],
    terminal,
  })
}

type Work = {
  readonly project: Project
  readonly source: readonly SourceFile[]
  readonly env: EnvValues
  /** Null where there is nothing to install. */
  readonly install: CommandLine | null
  /** Packages that a person must install. */
  readonly missing: readonly string[]
  readonly isDry: boolean
  readonly terminal: Terminal
}

async function writeQuickStart({
  project,
  source,
  env,
  install,
  missing,
  isDry,
  terminal,
}: Work): Promise<ExitStatus> {
  const { directory, router, isTyped } = project
  const { files } = await readAppEnvironment(directory, 'development')
  const plan = planFiles(project, source)
  const kind = `${router === 'app' ? 'App' : 'Pages'} Router, ${isTyped ? 'TypeScript' : 'JavaScript'}`
  terminal.print(`${terminal.paint('bold', 'Mida init')} ${toCleanLine(directory)} (${kind})`)
  if (!isTyped)
    terminal.print(
      'There is no tsconfig.json, so JavaScript is written: events are checked at run time alone.',
    )
  terminal.print(isDry ? 'Nothing is written: --dry-run.\n' : '')

  let isLeft = false
  for (const step of [...plan.steps, ...(await planEnv(directory, files, env))]) {
    const done = isDry ? step : await carryOut(directory, step)
    printStep(terminal, done)
    isLeft ||= done.kind === 'paste'
  }
  const isInstalled = await installPackages({ directory, install, isDry, terminal })
  printNextSteps(terminal, {
    plan,
    env,
    missing,
    middleware: findMiddleware(source, plan.endpoint),
    isTemplateIgnored: (await isIgnored(directory, '.env.example')) === true,
  })
  return isLeft || !isInstalled ? EXIT.problem : EXIT.fine
}

type Installing = Pick<Work, 'install' | 'isDry' | 'terminal'> & { readonly directory: string }

async function installPackages({ directory, install, isDry, terminal }: Installing): Promise<boolean> {
  if (!install) return true
  const line = [install.command, ...install.args].join(' ')
  terminal.print(`\n$ ${line}`)
  if (isDry || (await runInstall(directory, install))) return true
  terminal.print(terminal.paint('red', 'The install failed. Run the line above yourself.'))
  return false
}

function toProjectKey(key: string): string {
  if (/^[\w.~:+/=-]*$/.test(key)) return key
  throw new Misuse('--project-key must be the public key alone, as it stands behind ?key= in the script tag')
}

function toRegion(region: string): string {
  if (region === 'us' || region === 'eu') return region
  throw new Misuse(`--region must be us or eu, not ${JSON.stringify(region)}`)
}
