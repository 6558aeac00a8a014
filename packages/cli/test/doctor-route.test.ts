// What the doctor says of the route: whether the kit's endpoint answers, or what stands in its place.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { makeFolder, writeFiles } from './make-app.ts'
import { diagnose } from './run-command.ts'
import { type Reply, reply, serve } from './serve.ts'

const HEALTHY: Reply = { body: '{"ok":true}' }

/** The endpoint as the kit answers, or as a test has it. */
function toEndpoint(answers: { get?: Reply; health?: Reply; post?: Reply }) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { get = { body: '{"user":null}' }, health = HEALTHY } = answers
    const { post = { status: 202, body: '{"results":[]}' } } = answers
    const read = request.url?.endsWith('?health') ? health : get
    reply(response, request.method === 'POST' ? post : read)
  }
}

async function check(url: string, files: Record<string, string> = {}, args: string[] = []) {
  const folder = await makeFolder({ 'package.json': '{}', ...files })
  return diagnose(['--only', 'route', '--url', url, ...args], { cwd: folder })
}

it('answers as the endpoint, to reads and to a post without events, which writes nothing', async () => {
  const asked: string[] = []
  const url = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    toEndpoint({})(request, response)
  })

  expect(await check(url)).toMatchObject({ status: 0, findings: [{ status: 'ok' }] })
  expect(asked).toEqual(['GET /api/m?health', 'GET /api/m', 'POST /api/m'])
})

describe('instead of the endpoint', () => {
  it.each<[string, Reply, string, string]>([
    [
      'a login redirect',
      { status: 307, headers: { location: '/login?from=%2Fapi%2Fm' } },
      'must log in',
      'matcher of proxy.ts',
    ],
    ['a slash', { status: 308, headers: { location: '/api/m/' } }, 'redirects', 'set endpoint="/api/m/"'],
    [
      'a language',
      { status: 307, headers: { location: '/de/api/m' } },
      'adds a language',
      'matcher of proxy.ts',
    ],
    [
      'another host',
      { status: 301, headers: { location: 'https://www.shop.example/api/m' } },
      'redirects',
      '--url https://www.shop.example',
    ],
    ['a guard', { status: 401, body: '{"error":"no"}' }, 'refuses the request (401)', 'matcher of proxy.ts'],
    [
      'a protected preview',
      { status: 401, type: 'text/html', headers: { server: 'Vercel' } },
      'protected by its host',
      'preview',
    ],
    ['nothing', { status: 404, type: 'text/html', body: '<html>' }, 'no route at /api/m', 'basePath'],
    ['no GET', { status: 405 }, 'does not answer GET', 'GET, POST'],
    ['a crash', { status: 500, body: 'x' }, 'fails (500)', 'log of the server'],
    [
      'a login page',
      { type: 'text/html', body: '<html><input type="password">' },
      'A login page answers',
      'matcher of proxy.ts',
    ],
    [
      'a page',
      { type: 'text/html', body: '<!doctype html><p>Shop' },
      'A page answers',
      'matcher of proxy.ts',
    ],
    ['another API', { body: '{"ok":true,"version":3}' }, 'Something else answers', 'path of its own'],
  ])('%s is told apart', async (_, health, message, fix) => {
    const url = await serve(toEndpoint({ health }))

    const { status, findings } = await check(url, { 'proxy.ts': 'export function proxy() {}' })

    expect(status).toBe(1)
    expect(findings).toEqual([
      expect.objectContaining({
        status: 'problem',
        message: expect.stringContaining(message),
        fix: expect.stringContaining(fix),
      }),
    ])
  })

  it('nothing at all is a problem', async () => {
    const { findings } = await check('http://127.0.0.1:9')

    expect(findings[0]?.message).toMatch(/^Nothing answers at http:\/\/127\.0\.0\.1:9\/api\/m/)
  })
})

describe('behind the endpoint', () => {
  it.each<[string, Parameters<typeof toEndpoint>[0], string]>([
    [
      'a user option that throws',
      { get: { status: 503, body: '{"code":"session_unavailable"}' } },
      'the `user` option throws',
    ],
    [
      'a server without keys',
      { post: { status: 503, body: '{"code":"misconfigured"}' } },
      'not set up on its server',
    ],
    ['a route without POST', { post: { status: 405 } }, 'GET and not POST'],
    [
      'a guard of posts',
      { post: { status: 403, body: '{"code":"csrf"}' } },
      'A POST to the endpoint gets 403 (csrf)',
    ],
  ])('%s is found', async (_, answers, message) => {
    const { status, findings } = await check(await serve(toEndpoint(answers)))

    expect(status).toBe(1)
    expect(findings[0]?.message).toContain(message)
  })
})

describe('the address', () => {
  it('is the path of the provider, of --endpoint, or of --url', async () => {
    const asked: string[] = []
    const url = await serve((request, response) => {
      asked.push(request.url ?? '')
      toEndpoint({})(request, response)
    })
    const layout = { 'app/layout.tsx': '<MidaProvider endpoint="/shop/api/m">x</MidaProvider>' }

    await check(url, layout)
    await check(url, layout, ['--endpoint', '/api/other'])
    await check(`${url}/api/whole`, layout)

    expect(asked.filter((path) => path.endsWith('?health'))).toEqual([
      '/shop/api/m?health',
      '/api/other?health',
      '/api/whole?health',
    ])
  })

  it('is found from the lock of a dev server that is alive', async () => {
    const url = await serve(toEndpoint({}))
    const folder = await makeFolder({ 'package.json': '{}' })
    await writeFiles(folder, { '.next/dev/lock': JSON.stringify({ pid: process.pid, appUrl: url }) })

    const { findings } = await diagnose(['--only', 'route'], { cwd: folder })

    expect(findings[0]?.message).toBe(`${url}/api/m answers as the kit's endpoint`)
  })

  it('is not guessed where another app has the usual port', async () => {
    const url = await serve((_, response) => reply(response, { status: 404 }))
    const folder = await makeFolder({ 'package.json': '{}' })

    const { status, findings } = await diagnose([], { cwd: folder, env: { PORT: new URL(url).port } })

    expect(status).toBe(1)
    expect(findings.find(({ check }) => check === 'route')?.status).toBe('skipped')
  })

  it.each([
    ["matcher: '/((?!api|_next).*)'", false],
    ["matcher: ['/account/:path*', '/admin']", false],
    ["matcher: ['/((?!_next/static).*)']", true],
    ["matcher: [{ source: '/api/:path*' }]", true],
    ['matcher: makeMatcher()', true],
  ])('that a middleware runs for is told where the app is not running: %s', async (config, isTold) => {
    const folder = await makeFolder({
      'package.json': '{}',
      'src/middleware.ts': `export const config = { ${config} }`,
    })

    const { findings } = await diagnose([], { cwd: folder, env: { PORT: '9' } })

    const message = findings.find(({ check }) => check === 'route')?.message
    expect(message?.includes('src/middleware.ts runs for /api/m')).toBe(isTold)
  })
})

it('hides the key where an answer repeats it', async () => {
  const key = 'secret/that+is&repeated'
  const location = `/login/${encodeURIComponent(key)}`
  const url = await serve(toEndpoint({ health: { status: 302, headers: { location } } }))
  const folder = await makeFolder({ 'package.json': '{}' })

  const { text, findings } = await diagnose(['--only', 'route', '--url', url], {
    cwd: folder,
    env: { MIDA_API_KEY: key },
  })

  expect(findings[0]?.message).toContain('redirects to /login/[API key] (302)')
  expect(text).not.toContain(encodeURIComponent(key))
})

it('lets no control character of an answer reach the terminal', async () => {
  const location = '/evil\u009b31m'
  const url = await serve(
    toEndpoint({ health: { status: 302, headers: { location: encodeURI('/x').concat(location) } } }),
  )
  const folder = await makeFolder({ 'package.json': '{}' })

  const { findings } = await diagnose(['--only', 'route', '--url', url], { cwd: folder })

  expect(findings[0]?.message).toContain('\\u009b31m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there.
  expect(findings[0]?.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
})
