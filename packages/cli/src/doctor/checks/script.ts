// Whether Mida's browser script loads from the address that the pages will use.
import { isMidaRegion, MIDA_HOSTS } from '@mida-kit/contract/mida'
import { readProjectKey } from '../../app/environment.ts'
import { request } from '../../http/request.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'

export async function checkScript({ environment: { get }, options, source }: Patient): Promise<Said[]> {
  const projectKey = readProjectKey(get)?.value
  const region = get('MIDA_REGION')?.value ?? 'us'
  if (!projectKey || !isMidaRegion(region)) {
    return [{ status: 'skipped', message: 'The project key or the region is missing; see environment.' }]
  }
  if (source.some(({ code }) => /<MidaScript\b[^>]*\bcdn=/.test(code))) {
    return [{ status: 'skipped', message: 'MidaScript is given a host of its own (cdn).' }]
  }
  const given = get('NEXT_PUBLIC_MIDA_SCRIPT_URL')
  const address = toAddress(given?.value ?? `${MIDA_HOSTS[region].script}/js/optimize.js`, projectKey)
  const base = options.url ? new URL(options.url).origin : undefined
  if (!URL.canParse(address, base)) {
    return [{ status: 'skipped', message: 'The script is served by the app itself: give --url.' }]
  }
  return [await judge(new URL(address, base).href, given?.from)]
}

function toAddress(script: string, projectKey: string): string {
  if (/[?&]key=/.test(script)) return script
  return `${script}${script.includes('?') ? '&' : '?'}key=${encodeURIComponent(projectKey)}`
}

async function judge(address: string, givenBy: string | undefined): Promise<Said> {
  const answer = await request(address)
  const { origin, pathname } = new URL(address)
  const where = `${origin}${pathname}`
  const fix = givenBy
    ? `NEXT_PUBLIC_MIDA_SCRIPT_URL (${givenBy}) replaces Mida's own address: start what it names, or remove it.`
    : 'Open the address in a browser: if it works there, this machine or its network blocks it (an ad blocker’s DNS does).'
  if (!answer.reached) {
    return { status: 'problem', message: `The script does not load from ${where}: ${answer.because}.`, fix }
  }
  const type = answer.headers.get('content-type') ?? ''
  if (answer.status === 200 && /javascript|ecmascript/.test(type) && answer.body.trim() !== '') {
    return { status: 'ok', message: `the script loads from ${where}` }
  }
  const isMoved = answer.status >= 300 && answer.status < 400
  return {
    status: isMoved ? 'warning' : 'problem',
    message: `The script's address ${where} answers ${answer.status} with ${type || 'no content type'}.`,
    fix,
  }
}
