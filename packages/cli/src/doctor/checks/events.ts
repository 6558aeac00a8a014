// Whether Mida has ever recorded the catalogue's events, and whether it knows them by a slightly different name.
// Mida makes an event's name known by recording it: an event that has not happened yet is no mistake.
import { readCatalogue } from '../../app/catalogue.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'
import { type Account, listEvents, readAccount, readEventNames } from './credentials.ts'

const RECENT_COUNT = 500
/** More single questions than this would be rude. */
const MOST_QUESTIONS = 50
const QUESTIONS_AT_ONCE = 4

export async function checkEvents(patient: Patient): Promise<Said[]> {
  const catalogue = readCatalogue(patient.source)
  if (!catalogue) {
    return [{ status: 'skipped', message: 'No call of defineEvents was found in the source.' }]
  }
  const account = readAccount(patient)
  const recent = account && readEventNames(await listEvents(account, { limit: String(RECENT_COUNT) }))
  if (!account || !recent) {
    return [{ status: 'skipped', message: 'Mida does not list its events; see credentials.' }]
  }
  const recorded = await findRecorded(account, { names: catalogue.names, recent })
  const never = catalogue.names.filter((name) => !recorded.has(name))
  const lookalikes = never.flatMap((name) => findLookalike(name, recent) ?? [])
  return [
    ...lookalikes,
    {
      status: 'ok',
      message: summarise(catalogue.names.length, never.length, catalogue),
      ...(never.length > 0 ? { details: never.map((name) => `${name}: not recorded yet`) } : {}),
    },
  ]
}

function summarise(
  count: number,
  neverCount: number,
  { path, isWhole }: { path: string; isWhole: boolean },
): string {
  const rest = isWhole ? '' : '; names that are made at run time are left out'
  return `${count - neverCount} of ${count} events of ${path} were recorded at least once${rest}`
}

async function findRecorded(
  account: Account,
  { names, recent }: { names: readonly string[]; recent: readonly string[] },
): Promise<Set<string>> {
  const recorded = new Set(names.filter((name) => recent.includes(name)))
  // Where the list was not full, it was all there is.
  const open = recent.length < RECENT_COUNT ? [] : names.filter((name) => !recorded.has(name))
  const queue = open.slice(0, MOST_QUESTIONS)
  const work = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const found = readEventNames(await listEvents(account, { limit: '20', event_text: name }))
      if (found?.includes(name)) recorded.add(name)
    }
  }
  await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE }, work))
  return recorded
}

/** A name that Mida has and that differs in upper case, spaces or punctuation alone: often the goal of an experiment. */
function findLookalike(name: string, recent: readonly string[]): Said | null {
  const same = recent.find((other) => other !== name && toBare(other) === toBare(name))
  if (same === undefined) return null
  return {
    status: 'warning',
    message: `Mida has recorded ${JSON.stringify(same)}, and the catalogue says ${JSON.stringify(name)}.`,
    fix: 'Names are compared letter by letter: use one of the two, and the same in the goals of your experiments.',
  }
}

function toBare(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
