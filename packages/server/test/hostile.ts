// What every abuse test asks: that an answer gives nothing away, and that only what is valid went to Mida.
import { isKitEventId, isMidaUuid } from '@mida-kit/contract'
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { expect } from 'vitest'
import { z } from 'zod'
import { createMida, type Mida, type ServerOptions } from '../src/index.ts'
import { type Events, events, KEYS } from './support.ts'

/** One request that went to Mida. */
export type Forwarded = { readonly url: string; readonly method: string; readonly body: ForwardedBody }

export type Target = {
  readonly mida: Mida<Events>
  readonly emulator: Emulator
  /** The uuid of a visitor whom Mida knows. */
  readonly uuid: string
  /** Every request to Mida since the last time, each checked for what may go there. */
  readonly takeForwarded: () => readonly Forwarded[]
}

const API_URL = 'https://api-us.mida.so/v2'

/** A client under attack, over an emulator, that writes down what it forwards. */
export function createTarget(options: Partial<ServerOptions<Events>> = {}): Target {
  const emulator = createEmulator()
  const forwarded: [string, RequestInit][] = []
  const mida = createMida({
    events,
    ...KEYS,
    apiUrl: API_URL,
    random: () => 0,
    onDelivery: () => {},
    fetch: (url, init) => {
      forwarded.push([url, init])
      return emulator.fetch(url, init)
    },
    ...options,
  })
  const { midaUuid } = emulator.visitors.seed()
  return {
    mida,
    emulator,
    uuid: midaUuid,
    takeForwarded: () => forwarded.splice(0).map(([url, init]) => toForwarded(url, init)),
  }
}

/** The one shape that may leave for Mida from a browser of nobody: a known name, one uuid, properties by the schema. */
const FORWARDED_BODY = z.strictObject({
  event_name: z.enum(Object.keys(events)),
  mida_uuid: z.string().refine(isMidaUuid),
  properties: z
    .looseObject({
      kit_event_id: z.string().refine(isKitEventId),
      occurred_at: z.iso.datetime(),
      sent_from: z.literal('browser'),
    })
    .optional(),
})

type ForwardedBody = z.infer<typeof FORWARDED_BODY>

function toForwarded(url: string, { method = 'GET', headers, body }: RequestInit): Forwarded {
  expect(url).toBe(`${API_URL}/project/${KEYS.projectKey}/event`)
  expect(method).toBe('POST')
  expect(headers).toEqual({
    authorization: `Bearer ${KEYS.apiKey}`,
    'content-type': 'application/json',
    accept: 'application/json',
  })
  return { url, method, body: FORWARDED_BODY.parse(JSON.parse(String(body))) }
}

const ANSWER_HEADERS = ['allow', 'cache-control', 'content-type', 'retry-after', 'set-cookie', 'vary']
const STACK = /\n\s+at |node_modules|\.[cm]?[jt]s:\d|file:\/\//

/** Reads an answer of the endpoint: no 5xx, JSON that no page would run, without the key, a stack or raw input. */
export async function readHarmless(
  answer: Response,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const text = await answer.text()
  expect(answer.status, text).toBeLessThan(500)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const others = [...answer.headers.keys()].filter((name) => name !== 'x-content-type-options')
  expect(others.filter((name) => !ANSWER_HEADERS.includes(name))).toEqual([])
  expectHarmlessText(text)
  return { status: answer.status, body: JSON.parse(text) }
}

/** A text that holds neither the key, nor a stack, nor anything that a page would take for markup or for the end of a line. */
export function expectHarmlessText(text: string): void {
  if (isHarmless(text)) return
  expect.fail(`The answer holds the key, a stack or raw input: ${JSON.stringify(text.slice(0, 500))}`)
}

function isHarmless(text: string): boolean {
  return !text.includes(KEYS.apiKey) && !STACK.test(text) && !RAW.test(text)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const RAW = /[<>&\u0000-\u001f\u007f-\u009f\u2028\u2029]/
