// Makes the checks, one after the other, and hands each one's findings on as they come.
import { listApiKeys, readAppEnvironment } from '../app/environment.ts'
import { readSource } from '../app/list-source.ts'
import { readPackageJson } from '../app/package-json.ts'
import { checkBuild } from './checks/build.ts'
import { checkCredentials } from './checks/credentials.ts'
import { checkEnvironment } from './checks/environment.ts'
import { checkEvents } from './checks/events.ts'
import { checkFiles } from './checks/files.ts'
import { checkGit } from './checks/git.ts'
import { checkPackages } from './checks/packages.ts'
import { checkRoute } from './checks/route.ts'
import { checkScript } from './checks/script.ts'
import { CHECKS, type CheckName, type Finding, type Said } from './finding.ts'
import type { DoctorOptions, Patient } from './patient.ts'

type Check = (patient: Patient) => Said[] | Promise<Said[]>

const CHECKS_BY_NAME: Readonly<Record<CheckName, Check>> = {
  packages: checkPackages,
  files: checkFiles,
  environment: checkEnvironment,
  credentials: checkCredentials,
  events: checkEvents,
  script: checkScript,
  route: checkRoute,
  git: checkGit,
  build: checkBuild,
}

/** What is checked besides what the patient's options say. */
export type Selection = {
  /** Only these; all where it is empty. */
  readonly only: readonly CheckName[]
  readonly skip: readonly CheckName[]
}

/** Reads the app; null where the folder has no package.json. */
export async function readPatient(
  directory: string,
  mode: 'development' | 'production' | 'test',
  options: DoctorOptions,
): Promise<Patient | null> {
  const packageJson = await readPackageJson(directory)
  if (!packageJson) return null
  const environment = await readAppEnvironment(directory, mode)
  return {
    directory,
    packageJson,
    environment,
    source: await readSource(directory),
    apiKeys: listApiKeys(environment),
    options,
  }
}

/** Makes the chosen checks in their order. A check that fails itself is a problem of its own, and not the end. */
export async function* diagnose(patient: Patient, { only, skip }: Selection): AsyncGenerator<Finding, void> {
  for (const check of CHECKS) {
    if (skip.includes(check) || (only.length > 0 && !only.includes(check))) continue
    for (const said of await makeCheck(CHECKS_BY_NAME[check], patient)) {
      yield { check, ...(only.length > 0 ? insist(said) : said) }
    }
  }
}

async function makeCheck(check: Check, patient: Patient): Promise<Said[]> {
  try {
    return await check(patient)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      {
        status: 'problem',
        message: `The check itself failed: ${reason}`,
        fix: 'Please report it, with the version of the kit, and leave the check out with --skip meanwhile.',
      },
    ]
  }
}

/** Who asks for one check wants it made: that it cannot be is a problem then. */
function insist(said: Said): Said {
  return said.status === 'skipped'
    ? { ...said, status: 'problem', fix: said.fix ?? 'See the message.' }
    : said
}
