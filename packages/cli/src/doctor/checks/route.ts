// Whether the app's route answers as the kit's endpoint, or what answers in its place.
import { findMiddleware } from '../../app/middleware.ts'
import { findRunningApp } from '../../app/running-app.ts'
import { type Answer, request } from '../../http/request.ts'
import { parseJson } from '../../text/json.ts'
import { explainAnswer } from '../explain-answer.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'
import { guessEndpoint } from './files.ts'

export async function checkRoute(patient: Patient): Promise<Said[]> {
  const path = patient.options.endpoint ?? guessEndpoint(patient.source)
  const middleware = findMiddleware(patient.source, path)
  const address = await findAddress(patient, path)
  if (address === null) return [toUnasked(middleware, path)]

  const health = await request(`${address}?health`, { headers: { accept: 'application/json' } })
  if (!health.reached) {
    return [
      {
        status: 'problem',
        message: `Nothing answers at ${address}: ${health.because}.`,
        fix: /CERT|SELF_SIGNED/.test(health.because)
          ? 'Name the certificate to Node: NODE_EXTRA_CA_CERTS=/path/to/root.pem.'
          : 'Start the app, or give the address it runs at with --url.',
      },
    ]
  }
  const explained = explainAnswer(health, { path: new URL(address).pathname, middleware })
  if (explained) return [explained]
  const said = [...(await checkSession(address)), ...(await checkPost(address, middleware))]
  return said.length > 0 ? said : [{ status: 'ok', message: `${address} answers as the kit's endpoint` }]
}

/** The endpoint's address: what is given, else below the app that is running; null for none. */
async function findAddress({ directory, options, source }: Patient, path: string): Promise<string | null> {
  const given = options.url === undefined ? null : new URL(options.url)
  if (given && given.pathname !== '/') return `${given.origin}${given.pathname}`
  const origin = given?.origin ?? (await findRunningApp({ directory, source, path }))
  return origin === null ? null : `${origin}${path}`
}

/** The same question as the provider's: who is logged in. */
async function checkSession(address: string): Promise<Said[]> {
  const answer = await request(address, { headers: { 'sec-fetch-site': 'same-origin' } })
  if (!answer.reached || answer.status === 200) return []
  const because =
    readCode(answer) === 'session_unavailable' ? 'the `user` option throws' : `it is ${answer.status}`
  return [
    {
      status: 'problem',
      message: `The endpoint cannot say who is logged in: ${because}. No event is recorded while that is so.`,
      fix: 'The log of the server has the error. `user` must return null for nobody, and not throw.',
    },
  ]
}

/** A post without events writes nothing, and passes by everything that a real one does. */
async function checkPost(address: string, middleware: string | null): Promise<Said[]> {
  const answer = await request(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: new URL(address).origin,
      'sec-fetch-site': 'same-origin',
    },
    body: '{"events":[]}',
  })
  if (!answer.reached || answer.status === 202) return []
  if (readCode(answer) === 'misconfigured') {
    return [
      {
        status: 'problem',
        message: 'The endpoint is there, and says that the kit is not set up on its server.',
        fix: 'The server’s environment differs from the one here: its log names the variable. Restart it after a change.',
      },
    ]
  }
  if (answer.status === 405) {
    return [
      {
        status: 'problem',
        message: 'The route answers GET and not POST.',
        fix: 'Export both: `export const { GET, POST } = mida.handlers`.',
      },
    ]
  }
  return [
    {
      status: 'problem',
      message: `A POST to the endpoint gets ${answer.status}${toReason(answer)}.`,
      fix: middleware
        ? `${middleware} runs for it: leave the path out of its matcher.`
        : 'Look for what stands before the route: a proxy, a firewall or a CSRF guard. Allow POST with JSON there.',
    },
  ]
}

function toReason(answer: Answer): string {
  const code = readCode(answer)
  return code === null ? '' : ` (${code})`
}

function readCode(answer: Answer): string | null {
  const body = answer.reached ? parseJson(answer.body) : null
  if (typeof body !== 'object' || body === null || !('code' in body)) return null
  return typeof body.code === 'string' ? body.code : null
}

function toUnasked(middleware: string | null, path: string): Said {
  const hint = middleware ? ` ${middleware} runs for ${path}: see that it lets it through.` : ''
  return {
    status: 'skipped',
    message: `The app is not running here, so the route was not asked.${hint}`,
    fix: 'Start the app (`npm run dev`), or give its address: `--url https://shop.example`.',
  }
}
