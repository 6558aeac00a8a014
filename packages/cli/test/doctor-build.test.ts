// The hunt for the key in build output: every spelling, every kind of file, and large folders.
import { chmod, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { API_KEY } from './healthy-app.ts'
import { makeFolder } from './make-app.ts'
import { diagnose } from './run-command.ts'

const ENV = { MIDA_API_KEY: API_KEY }

async function hunt(files: Record<string, string>, args: string[] = []) {
  const folder = await makeFolder({ 'package.json': '{}', ...files })
  return diagnose(['--only', 'build', ...args], { cwd: folder, env: ENV })
}

const base64 = (before: string): string => Buffer.from(`${before}${API_KEY}after`).toString('base64')

describe('the key is found', () => {
  it.each([
    ['as it is', API_KEY],
    ['in JSON within a string', JSON.stringify(JSON.stringify({ key: `"${API_KEY}"` }))],
    [
      'with the escapes of a page’s data',
      API_KEY.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
    ],
    ['as HTML', API_KEY.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
    ['in a URL', encodeURIComponent(API_KEY)],
    ['in a URL with small hex', encodeURIComponent(API_KEY).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['in base64', base64('')],
    ['in base64 after one byte', base64('a')],
    ['in base64 after two bytes', base64('ab')],
    ['in base64 for URLs', Buffer.from(`Bearer ${API_KEY}`).toString('base64url')],
    ['in hex', Buffer.from(API_KEY).toString('hex')],
  ])('%s', async (_, text) => {
    const {
      status,
      findings,
      text: said,
    } = await hunt({ '.next/static/chunks/a.js': `x="${text}"`, 'dist/b.js': 'x' })

    expect(status).toBe(1)
    expect(findings[0]).toMatchObject({ code: 'MIDA-303', details: ['.next/static/chunks/a.js'] })
    expect(said).not.toContain(API_KEY)
    expect(said).not.toContain(text)
  })

  it.each([
    ['a chunk', '.next/static/chunks/a.js'],
    ['a source map', '.next/static/chunks/a.js.map'],
    ['a prerendered page', '.next/server/app/index.html'],
    ['a payload of server components', '.next/server/app/index.rsc'],
    ['a segment of a payload', '.next/server/app/index.segments/_tree.segment.rsc'],
    ['data of a static page', '.next/server/pages/index.json'],
    ['an export', 'out/index.html'],
    ['a bundle of Vite', 'dist/assets/index.js'],
    ['a static file of a host', '.vercel/output/static/a.js'],
    ['a public file', 'public/keys.txt'],
  ])('in %s, which every visitor can read', async (_, path) => {
    const { findings } = await hunt({ '.next/BUILD_ID': 'x', [path]: API_KEY })

    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ message: expect.stringContaining('every visitor'), details: [path] })
  })

  it.each([
    ['server code', '.next/server/app/api/m/route.js'],
    ['a server chunk', '.next/server/chunks/1.js'],
    ['a cache', '.next/cache/fetch-cache/abc'],
    ['a function of a host', '.vercel/output/functions/a.func/index.js'],
    ['a copied .env file', '.next/standalone/.env.production'],
  ])('in %s, which whoever has the build can read', async (_, path) => {
    const { status, findings } = await hunt({ [path]: API_KEY })

    expect(status).toBe(1)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      message: expect.stringContaining('whoever has the build'),
      details: [path],
    })
  })

  it('in compressed files', async () => {
    const folder = await makeFolder({ 'package.json': '{}', '.next/x': '' })
    await writeFile(join(folder, '.next/a.pack.gz'), gzipSync(`x${API_KEY}`))
    await writeFile(join(folder, '.next/b.js.br'), brotliCompressSync(`x${API_KEY}`))

    const { findings } = await diagnose(['--only', 'build'], { cwd: folder, env: ENV })

    expect(findings[0]?.details).toEqual(['.next/a.pack.gz', '.next/b.js.br'])
  })

  it('across the chunks in which a large file is read', async () => {
    const folder = await makeFolder({ 'package.json': '{}', '.next/x': '' })
    const large = Buffer.alloc(9 * 1_024 * 1_024, 'x')
    large.write(API_KEY, 4 * 1_024 * 1_024 - 7)
    await writeFile(join(folder, '.next/large.js'), large)

    const { findings } = await diagnose(['--only', 'build'], { cwd: folder, env: ENV })

    expect(findings[0]?.details).toEqual(['.next/large.js'])
  })

  it('in a folder that is named, and in the distDir of next.config', async () => {
    const { findings } = await hunt(
      { 'next.config.js': "module.exports = { distDir: 'web' }", 'web/a.js': API_KEY, 'other/a.js': API_KEY },
      ['--build', 'other'],
    )

    expect(findings[0]?.details).toEqual(['web/a.js', 'other/a.js'])
  })

  it('when it is set for another mode than the one that is looked at', async () => {
    const folder = await makeFolder({
      'package.json': '{}',
      '.env.production': 'MIDA_API_KEY=another-secret-key',
      '.next/a.js': 'another-secret-key',
    })

    const { findings } = await diagnose(['--only', 'build'], { cwd: folder })

    expect(findings[0]?.status).toBe('problem')
  })
})

it('hides the key in the names of files', async () => {
  const hex = Buffer.from(API_KEY).toString('hex')

  const { findings, text } = await hunt({ [`.next/${hex}.js`]: hex })

  expect(findings[0]?.details).toEqual(['.next/[API key].js'])
  expect(text).not.toContain(hex)
})

it('says which files it cannot look into', async () => {
  const { status, findings } = await hunt({ '.next/cache/turbopack/1.sst': 'packed', '.next/a.js': 'x' })

  expect(status).toBe(0)
  expect(findings[0]).toMatchObject({ status: 'ok', details: ['.next/cache/turbopack/1.sst'] })
})

it('says of files that cannot be read that it has not, and follows no link', async () => {
  const folder = await makeFolder({ 'package.json': '{}', '.next/a.js': 'x', 'elsewhere/key.txt': API_KEY })
  await symlink(join(folder, 'elsewhere'), join(folder, '.next/link'))
  await writeFile(join(folder, '.next/broken.gz'), 'this is no gzip')
  await chmod(join(folder, '.next/a.js'), 0o644)

  const { findings } = await diagnose(['--only', 'build'], { cwd: folder, env: ENV })

  expect(findings[0]).toMatchObject({ status: 'ok', details: ['.next/broken.gz'] })
})

it.each([
  ['without a build', { 'package.json': '{}' }, ENV, 'no build output'],
  ['without a key', { 'package.json': '{}', '.next/a.js': 'x' }, {}, 'no API key'],
  [
    'with a text too short to be a key',
    { 'package.json': '{}', '.next/a.js': 'x' },
    { MIDA_API_KEY: 'short' },
    'no API key',
  ],
])('does not pass for clean in CI %s', async (_, files, env, message) => {
  const folder = await makeFolder(files)
  const buildOf = async (...args: string[]) =>
    (await diagnose(['--offline', ...args], { cwd: folder, env })).findings.find(
      ({ check }) => check === 'build',
    )

  expect(await buildOf()).toMatchObject({ status: 'skipped', message: expect.stringContaining(message) })
  expect(await buildOf('--ci')).toMatchObject({ status: 'problem' })
  expect(await buildOf('--ci', '--skip', 'build')).toBeUndefined()
})
