// `doctor`: reads the command line, makes the checks, prints the report.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Command, EXIT, type ExitStatus, Misuse } from '../command.ts'
import { diagnose, readPatient, type Selection } from '../doctor/diagnose.ts'
import { CHECKS, type CheckName, type Finding, isCheckName } from '../doctor/finding.ts'
import type { Patient } from '../doctor/patient.ts'
import { printFinding, printSummary, toJson } from '../doctor/report.ts'
import { createPrinter, type Terminal, toCleanLine } from '../terminal.ts'

const HELP = `Finds what is wrong with the Mida kit in an app, and says how to put it right. Changes nothing.

Usage: mida-kit doctor [directory] [options]

  --url ADDRESS     where the app runs: its origin, or the whole address of the endpoint
                    (default: the dev server of this folder, else http://localhost:3000)
  --endpoint PATH   the endpoint's path (default: as the source says, else /api/m)
  --env MODE        development, production or test: which .env files count
                    (default development; production with --ci)
  --build FOLDER    one more folder of build output; repeatable
  --history         search the whole git history for the key, also where it is large
  --offline         leave out what needs a network: credentials, events, script, route
  --only CHECK      make this check alone, and fail where it cannot be made; repeatable
  --skip CHECK      leave this check out; repeatable
  --ci              for unattended runs: no colours, and the hunt for the key must take place
  --json            one JSON document instead of lines
  --help            this text

Checks: ${CHECKS.join(', ')}

Exit status: 0 no problem (warnings may be there), 1 a problem, 2 the command cannot be used like this.`

const OPTIONS = {
  url: { type: 'string' },
  endpoint: { type: 'string' },
  env: { type: 'string' },
  build: { type: 'string', multiple: true },
  history: { type: 'boolean', default: false },
  offline: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  ci: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

const NEEDS_NETWORK: readonly CheckName[] = ['credentials', 'events', 'script', 'route']

export const doctor: Command = { help: HELP, run }

async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  if (positionals.length > 1) throw new Misuse('doctor takes one directory')
  const directory = resolve(positionals[0] ?? '.')
  const patient = await readPatient(directory, toMode(values.env, values.ci), {
    url: toUrl(values.url),
    endpoint: toEndpoint(values.endpoint),
    builds: values.build ?? [],
    isHistoryWhole: values.history,
    isCi: values.ci,
  })
  if (!patient) throw new Misuse(`there is no package.json that can be read in ${toCleanLine(directory)}`)

  const skip = [...toChecks(values.skip), ...(values.offline ? NEEDS_NETWORK : [])]
  const selection = { only: toChecks(values.only), skip }
  const { json: isJson, ci } = values
  const findings = await report(patient, selection, { terminal: ci ? terminal.plain() : terminal, isJson })
  return findings.some(({ status }) => status === 'problem') ? EXIT.problem : EXIT.fine
}

async function report(
  patient: Patient,
  selection: Selection,
  { terminal, isJson }: { terminal: Terminal; isJson: boolean },
): Promise<Finding[]> {
  const toText = createPrinter(patient.apiKeys)
  if (!isJson) terminal.print(`${terminal.paint('bold', 'Mida doctor')} ${toText(patient.directory)}\n`)
  const findings: Finding[] = []
  for await (const finding of diagnose(patient, selection)) {
    findings.push(finding)
    if (!isJson) printFinding(terminal, finding, toText)
  }
  if (isJson) terminal.print(toJson(patient.directory, findings, toText))
  else printSummary(terminal, findings)
  return findings
}

function toMode(env: string | undefined, isCi: boolean): 'development' | 'production' | 'test' {
  if (env === undefined) return isCi ? 'production' : 'development'
  if (env === 'development' || env === 'production' || env === 'test') return env
  throw new Misuse(`--env must be development, production or test, not ${JSON.stringify(env)}`)
}

function toUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new Misuse(`--url must be an http or https address, not ${JSON.stringify(url)}`)
}

function toEndpoint(path: string | undefined): string | undefined {
  if (path === undefined || /^\/[^\s?#]*$/.test(path)) return path
  throw new Misuse(`--endpoint must be a path such as /api/m, not ${JSON.stringify(path)}`)
}

function toChecks(names: readonly string[] | undefined): CheckName[] {
  const checks = (names ?? []).flatMap((name) => name.split(','))
  const unknown = checks.find((name) => !isCheckName(name))
  if (unknown !== undefined) {
    throw new Misuse(`there is no check ${JSON.stringify(unknown)}; there are ${CHECKS.join(', ')}`)
  }
  return checks.filter(isCheckName)
}
