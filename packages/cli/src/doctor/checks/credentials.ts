// Whether key, project and region belong together: asked of Mida's list of events, which writes nothing.
import { listEventsPath, MIDA_HOSTS, type MidaRegion } from '@mida-kit/contract/mida'
import { readProjectKey } from '../../app/environment.ts'
import { type Answer, request } from '../../http/request.ts'
import { isRecord, parseJson } from '../../text/json.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'

/** Where and as whom the list is asked for; null while the environment does not say it. */
export type Account = {
  readonly apiUrl: string
  readonly projectKey: string
  readonly apiKey: string
  readonly region: MidaRegion
  /** Whether an address takes the place of the region's. */
  readonly isElsewhere: boolean
}

export function readAccount({ environment: { get } }: Patient): Account | null {
  const apiKey = get('MIDA_API_KEY')?.value
  const projectKey = readProjectKey(get)?.value
  const region = get('MIDA_REGION')?.value ?? 'us'
  if (!apiKey || !projectKey || (region !== 'us' && region !== 'eu')) return null
  if (!/^[\x21-\x7e]+$/.test(apiKey) || projectKey === '.' || projectKey === '..') return null
  const given = get('MIDA_API_URL')?.value
  if (given !== undefined && !URL.canParse(given)) return null
  return {
    apiUrl: given ?? MIDA_HOSTS[region].api,
    projectKey,
    apiKey,
    region,
    isElsewhere: given !== undefined,
  }
}

export async function checkCredentials(patient: Patient): Promise<Said[]> {
  const account = readAccount(patient)
  if (!account)
    return [{ status: 'skipped', message: 'Keys are missing or cannot be used; see environment.' }]
  return [await judge(account, await listEvents(account, { limit: '1' }))]
}

/** Asks for recorded events. */
export function listEvents(
  { apiUrl, projectKey, apiKey }: Account,
  query: Readonly<Record<string, string>>,
): Promise<Answer> {
  const base = apiUrl.replace(/\/+$/, '')
  return request(`${base}${listEventsPath(projectKey)}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
  })
}

/** The recorded events of an answer, by name; null where it is not the answer of Mida. */
export function readEventNames(answer: Answer): string[] | null {
  if (!answer.reached || answer.status !== 200) return null
  const body = parseJson(answer.body)
  if (!isRecord(body) || body.success !== true || !Array.isArray(body.events)) return null
  return body.events.flatMap((event) =>
    isRecord(event) && typeof event.event_text === 'string' ? [event.event_text] : [],
  )
}

async function judge(account: Account, answer: Answer): Promise<Said> {
  const { apiUrl, region, isElsewhere } = account
  if (!answer.reached) {
    return {
      status: 'problem',
      message: `Mida cannot be reached at ${apiUrl}: ${answer.because}.`,
      fix: isElsewhere
        ? 'Start what MIDA_API_URL names (`npx @mida-kit/emulator` for the local Mida), or remove the variable.'
        : 'Let this machine send HTTPS requests to that host, or give `--offline` to leave it out.',
    }
  }
  if (answer.status === 401 || answer.status === 403) return judgeRefusal(account, answer.status)
  if (readEventNames(answer) !== null) {
    const where = isElsewhere ? `at ${apiUrl}` : `in the region ${region}`
    return { status: 'ok', message: `Mida takes the key for this project ${where}` }
  }
  return judgeStrangeAnswer(account, answer.status)
}

/** A key of one region is not known in the other, and that is the likeliest mistake. */
async function judgeRefusal(account: Account, status: number): Promise<Said> {
  const other = account.region === 'us' ? 'eu' : 'us'
  if (!account.isElsewhere) {
    const elsewhere = await listEvents({ ...account, apiUrl: MIDA_HOSTS[other].api }, { limit: '1' })
    if (readEventNames(elsewhere) !== null) {
      return {
        status: 'problem',
        message: `The project lives in the region ${other}, and the app asks in ${account.region}.`,
        fix: `Set MIDA_REGION=${other}.`,
      }
    }
  }
  return {
    status: 'problem',
    message: `Mida refuses the API key for this project (${status}).`,
    fix: 'See that the two keys are not swapped, and that the API key is one of this project; else generate a new one in its dashboard.',
  }
}

function judgeStrangeAnswer({ apiUrl, isElsewhere }: Account, status: number): Said {
  if (status === 404) {
    return {
      status: 'problem',
      message: `There is no such project at ${apiUrl} (404).`,
      fix: isElsewhere
        ? 'MIDA_API_URL must be the base of the API, for example http://127.0.0.1:4800/v2.'
        : 'Compare the project key with the one behind `?key=` in your Mida script tag.',
    }
  }
  return {
    status: 'problem',
    message: `${apiUrl} answers ${status}, which is not how Mida answers.`,
    fix: isElsewhere
      ? 'Look at what answers there, or remove MIDA_API_URL.'
      : 'Try again in a minute; if it stays, see whether a proxy of your network answers in place of Mida.',
  }
}
