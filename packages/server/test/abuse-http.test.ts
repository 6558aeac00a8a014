// Requests that lie about themselves, over real sockets: lengths, encodings, doubled headers, hosts, and bodies that never end.
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createTarget, expectHarmlessText, readHarmless, type Target } from './hostile.ts'
import { listen, type NodeServer } from './node-server.ts'
import { get, post, wireEvent, withoutSite } from './support.ts'

const servers: NodeServer[] = []

afterEach(() => {
  for (const { close, crashes } of servers.splice(0)) {
    close()
    expect(crashes).toEqual([])
  }
})

async function serve(): Promise<Target & { readonly server: NodeServer }> {
  const target = createTarget()
  const server = await listen(target.mida)
  servers.push(server)
  return { ...target, server }
}

const HEAD = ['host: 127.0.0.1', 'sec-fetch-site: same-origin', 'content-type: application/json']

function toHead(lines: readonly string[], requestLine = 'POST /api/m HTTP/1.1'): string {
  return [requestLine, ...lines, '', ''].join('\r\n')
}

function toWhole(body: string, lines: readonly string[] = HEAD): string {
  return `${toHead([...lines, `content-length: ${Buffer.byteLength(body)}`])}${body}`
}

const statuses = (answers: string): number[] =>
  [...answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))

describe('a length that lies', () => {
  it('(more than there is) is not answered with an event recorded, and holds up nobody', async () => {
    const { server, uuid, mida, takeForwarded } = await serve()
    const body = JSON.stringify({ events: [wireEvent({ mida_uuid: uuid })] })
    const liar = server.open()

    liar.write(`${toHead([...HEAD, `content-length: ${body.length + 1_000}`])}${body}`)
    const honest = server.open()
    honest.write(toWhole(body))
    const answer = await honest.answers()
    liar.destroy()
    await mida.flush()

    expect(statuses(answer)).toEqual([202])
    expect(takeForwarded()).toHaveLength(1)
  })

  it('(less than there is) cuts the body, and the rest is not taken for a request', async () => {
    const { server, uuid, mida, takeForwarded } = await serve()
    const body = JSON.stringify({ events: [wireEvent({ mida_uuid: uuid })] })
    const socket = server.open()

    socket.write(`${toHead([...HEAD, `content-length: ${body.length - 5}`])}${body}`)
    const answers = await socket.answers(2)
    await mida.flush()

    expect(statuses(answers).every((status) => status === 400)).toBe(true)
    expect(takeForwarded()).toEqual([])
  })

  it.each([
    ['two of them', ['content-length: 2', 'content-length: 700']],
    ['one beside chunks', ['content-length: 2', 'transfer-encoding: chunked']],
    ['a negative one', ['content-length: -1']],
    ['one that is no number', ['content-length: 0x10']],
    ['an encoding nobody knows', ['transfer-encoding: chunked, identity']],
    ['a second host', ['host: evil.example', 'content-length: 2']],
    ['a header with a line break of its own', ['x-a: b\rset-cookie: c', 'content-length: 2']],
    ['a header folded over two lines', ['x-a: b', ' sec-fetch-site: same-origin', 'content-length: 2']],
  ])('(%s) never gets as far as an event', async (_what, lines) => {
    const { server, uuid, takeForwarded } = await serve()
    const body = JSON.stringify({ events: [wireEvent({ mida_uuid: uuid })] })
    const socket = server.open()

    socket.write(`${toHead([...HEAD, ...lines])}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
    const answers = await socket.answers()

    expect(statuses(answers)[0]).toBe(400)
    expectHarmlessText(answers.split('\r\n\r\n').slice(1).join('').replaceAll('\r\n', ''))
    expect(takeForwarded()).toEqual([])
  })

  it('in chunks is counted while it is read: more than 64 KiB is 413', async () => {
    const { server, takeForwarded } = await serve()
    const chunk = `2000\r\n${'x'.repeat(0x2000)}\r\n`
    const socket = server.open()

    socket.write(toHead([...HEAD, 'transfer-encoding: chunked']))
    for (let count = 0; count < 12; count += 1) socket.write(chunk)
    const answers = await socket.answers()

    expect(statuses(answers)[0]).toBe(413)
    expect(takeForwarded()).toEqual([])
  })
})

describe('a body that never ends', () => {
  it('holds up nobody else, and one that is cut off is not recorded', async () => {
    const { server, uuid, mida, takeForwarded } = await serve()
    const body = JSON.stringify({ events: [wireEvent({ mida_uuid: uuid })] })
    const slow = Array.from({ length: 100 }, () => server.open())
    for (const socket of slow) socket.write(toWhole(body).slice(0, -1))

    const honest = server.open()
    honest.write(toWhole(body))
    const answer = await honest.answers()
    for (const socket of slow) socket.destroy()
    const after = server.open()
    after.write(toWhole(JSON.stringify({ events: [wireEvent({ mida_uuid: uuid })] })))

    expect(statuses(answer)).toEqual([202])
    expect(statuses(await after.answers())).toEqual([202])
    await mida.flush()
    expect(takeForwarded()).toHaveLength(2)
  })
})

describe('a compressed body', () => {
  it.each(['gzip', 'deflate', 'br', 'zstd', 'identity, gzip'])('(%s) is never unpacked', async (encoding) => {
    const { mida, takeForwarded } = createTarget()
    const { url, headers } = post('')
    headers.set('content-encoding', encoding)

    const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20))
    const request = new Request(url, { method: 'POST', headers, body: bomb })
    const { status } = await readHarmless(await mida.handle(request))

    expect(status).toBe(400)
    expect(takeForwarded()).toEqual([])
  })
})

describe('a header that comes twice', () => {
  it.each([
    ['sec-fetch-site', 'cross-site', 'same-origin', 403],
    ['sec-fetch-site', 'same-origin', 'cross-site', 403],
    ['content-type', 'text/plain', 'application/json', 415],
    ['content-type', 'application/json', 'text/plain', 415],
  ])('(%s: %s, then %s) counts as neither', async (name, first, second, status) => {
    const { server, uuid, takeForwarded } = await serve()
    const body = JSON.stringify({ events: [wireEvent({ mida_uuid: uuid })] })
    const lines = HEAD.filter((line) => !line.startsWith(name))
    const socket = server.open()

    socket.write(toWhole(body, [...lines, `${name}: ${first}`, `${name}: ${second}`]))

    expect(statuses(await socket.answers())).toEqual([status])
    expect(takeForwarded()).toEqual([])
  })
})

describe('a host that lies', () => {
  const evil = 'https://evil.example'
  const tricks: readonly Readonly<Record<string, string>>[] = [
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-host': 'shop.example, evil.example' },
    { 'x-forwarded-host': 'evil.example, shop.example' },
    { 'x-forwarded-server': 'evil.example' },
    { forwarded: 'host=evil.example;proto=https' },
    { 'x-original-host': 'evil.example' },
    { 'x-original-url': '/api/m' },
    { 'x-http-method-override': 'GET' },
  ]

  it.each(tricks)(
    '%j lets no other site’s page in, since the browser says where it is from',
    async (headers) => {
      const { mida, uuid, takeForwarded } = createTarget()

      for (const site of ['cross-site', 'same-site', 'none', 'same-origin, cross-site', 'SAME-ORIGIN']) {
        const all = { ...headers, origin: evil, 'sec-fetch-site': site }
        const answer = await mida.handle(post({ events: [wireEvent({ mida_uuid: uuid })] }, { headers: all }))
        expect((await readHarmless(answer)).status).toBe(403)
      }

      expect(takeForwarded()).toEqual([])
    },
  )

  it.each([
    'null',
    'https://shop.example.evil.example',
    'https://evil.example#shop.example',
    'https://shop.example@evil.example',
    'https://shop.example:444',
    'file://shop.example',
    'chrome-extension://shop.example',
    'https://evil.example@shop.example',
    'https://shop.example/',
    'https://shop.exampl\u00e9',
    'https://shop.example, https://evil.example',
    ' ',
  ])('an Origin of %j is not the shop’s own', async (origin) => {
    const { mida, uuid, takeForwarded } = createTarget()
    const headers = { origin, host: 'shop.example' }

    const request = withoutSite(post({ events: [wireEvent({ mida_uuid: uuid })] }, { headers }))
    expect((await readHarmless(await mida.handle(request))).status).toBe(403)
    const reading = withoutSite(get('/api/m', headers))
    expect((await readHarmless(await mida.handle(reading))).status).toBe(403)

    expect(takeForwarded()).toEqual([])
  })

  it.each(['javascript', 'https,http', 'http, https', '\u00ff', 'x'.repeat(4_000)])(
    'X-Forwarded-Proto: %j breaks nothing',
    async (proto) => {
      const { mida, uuid } = createTarget()
      const headers = { 'x-forwarded-proto': proto, cookie: 'mida_visitor=a; __Host-mida_visitor=b' }

      const answer = await mida.handle(post({ visitor: { mida_uuid: uuid } }, { headers }))

      expect((await readHarmless(answer)).status).toBe(202)
      expect(answer.headers.getSetCookie()).toHaveLength(1)
    },
  )
})

describe('a body as deep as its bytes allow', () => {
  it.each([
    ['lists', '[', ']', '1'],
    ['objects', '{"a":', '}', '1'],
  ])('(%s) is refused, wherever it stands', async (_what, opening, closing, core) => {
    const { mida, uuid, takeForwarded } = createTarget()
    const times = Math.floor(60_000 / (opening.length + closing.length))
    const deep = `${opening.repeat(times)}${core}${closing.repeat(times)}`
    const event = JSON.stringify(wireEvent({ mida_uuid: uuid, properties: 'HERE' }))
    const bodies = [
      deep,
      `{"events":${deep}}`,
      `{"events":[${event.replace('"HERE"', deep)}]}`,
      `{"visitor":${deep}}`,
    ]

    for (const body of bodies) {
      expect((await readHarmless(await mida.handle(post(body)))).status).toBeGreaterThanOrEqual(400)
    }

    expect(takeForwarded()).toEqual([])
  })
})
