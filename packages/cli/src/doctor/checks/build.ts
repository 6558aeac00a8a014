// The hunt for the API key in everything that was built: pages, chunks, server code, source maps, payloads, caches.
import { stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import { readNextConfig } from '../../app/next-config.ts'
import { searchFolder } from '../../secrets/search-folder.ts'
import { toNeedles } from '../../secrets/search-stream.ts'
import { SHORTEST_SECRET, toSpellings } from '../../secrets/spellings.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'

/** What Next, Vite and the hosts' adapters write, and what Next serves as it is. */
const OUTPUTS = ['.next', 'out', 'dist', 'build', '.vercel/output', '.open-next', '.output', '.netlify']
const SERVED = 'public'
const MOST_DETAILS = 20

export async function checkBuild(patient: Patient): Promise<Said[]> {
  const keys = patient.apiKeys.filter((key) => key.length >= SHORTEST_SECRET)
  if (keys.length === 0) return [toUnsearched(patient, NO_KEY)]
  const outputs = await listOutputs(patient)
  if (outputs.length === 0) return [toUnsearched(patient, NO_OUTPUT)]

  const needles = toNeedles(keys.flatMap(toSpellings))
  const found: string[] = []
  const unread: string[] = []
  let fileCount = 0
  let byteCount = 0
  for (const folder of [...outputs, join(patient.directory, SERVED)]) {
    const search = await searchFolder(folder, needles)
    found.push(...search.found)
    unread.push(...search.unread)
    fileCount += search.fileCount
    byteCount += search.byteCount
  }
  const toName = (path: string): string => relative(patient.directory, path).replaceAll('\\', '/')
  if (found.length > 0) return judgeFound(found.map(toName))
  return [judgeClean({ outputs: outputs.map(toName), unread: unread.map(toName), fileCount, byteCount })]
}

/** The usual folders, those that are named, and the `distDir` of next.config. */
async function listOutputs({ directory, options, source }: Patient): Promise<string[]> {
  const candidates = [...new Set([...OUTPUTS, ...readNextConfig(source).distDirs, ...options.builds])]
  const folders: string[] = []
  for (const name of candidates) {
    const folder = isAbsolute(name) ? name : join(directory, name)
    if ((await stat(folder).catch(() => null))?.isDirectory()) folders.push(folder)
  }
  return folders.filter((folder) => !folders.some((other) => isBelow(folder, other)))
}

function isBelow(folder: string, other: string): boolean {
  return folder !== other && !relative(other, folder).startsWith('..')
}

function judgeFound(files: readonly string[]): Said[] {
  const publicFiles = files.filter(isServed)
  const others = files.filter((file) => !isServed(file))
  const said: Said[] = []
  if (publicFiles.length > 0) {
    said.push({
      status: 'problem',
      code: 'MIDA-303',
      message: `The API key is in ${count(publicFiles)} that every visitor can read.`,
      fix: 'Generate a new key in the Mida dashboard first. Then find what brings the key into client code (a NEXT_PUBLIC_ name, `env` in next.config, a prop of a client component, an import of lib/mida/server) and build again.',
      details: publicFiles.slice(0, MOST_DETAILS),
    })
  }
  if (others.length > 0) {
    said.push({
      status: 'problem',
      code: 'MIDA-303',
      message: `The API key is written into ${count(others)} of the build, so whoever has the build has the key.`,
      fix: others.some((file) => /(^|\/)\.env/.test(file))
        ? 'A standalone build copies .env files: give the key through the environment of the host instead of .env.production, and delete the copy.'
        : 'Read the key at run time only (process.env on the server, not `env` in next.config or a literal), delete the build with its cache, and build again.',
      details: others.slice(0, MOST_DETAILS),
    })
  }
  return said
}

/** What is sent to browsers: static files, prerendered pages and payloads, exports. */
function isServed(file: string): boolean {
  if (SERVER_SIDE.test(file)) return false
  const inner = file.slice(file.indexOf('/') + 1).replace(/^dev\//, '')
  if (/^(cache|standalone|server\/(?!app\/|pages\/))/.test(inner)) return false
  if (/^server\/(app|pages)\//.test(inner)) return !/\.(js|map|nft\.json)$/.test(inner)
  return file.startsWith('.next') ? inner.startsWith('static/') : true
}

const SERVER_SIDE =
  /^\.(vercel\/output\/functions|output\/server|open-next\/(?!assets)|netlify\/(functions|edge))/

type Clean = {
  readonly outputs: readonly string[]
  readonly unread: readonly string[]
  readonly fileCount: number
  readonly byteCount: number
}

function judgeClean({ outputs, unread, fileCount, byteCount }: Clean): Said {
  const megabytes = Math.max(1, Math.round(byteCount / 1_000_000))
  const where = `${outputs.join(', ')} (${fileCount} files, ${megabytes} MB)`
  const closed = unread.length > 0 ? `; ${count(unread)} packed in a way that cannot be looked into` : ''
  return {
    status: 'ok',
    message: `the API key is in no file of ${where}${closed}`,
    ...(unread.length > 0 ? { details: unread.slice(0, MOST_DETAILS) } : {}),
  }
}

function count(files: readonly string[]): string {
  return files.length === 1 ? '1 file' : `${files.length} files`
}

/** In an unattended run a hunt that did not happen must not look like one that found nothing. */
function toUnsearched({ options }: Patient, { message, fix }: { message: string; fix: string }): Said {
  return { status: options.isCi ? 'problem' : 'skipped', message, fix }
}

const NO_KEY = {
  message: `There is no API key (of ${SHORTEST_SECRET} characters or more) to look for in the build.`,
  fix: 'Give this step the same MIDA_API_KEY as the build, or leave the check out with `--skip build`.',
}

const NO_OUTPUT = {
  message: 'There is no build output to look for the API key in.',
  fix: 'Build the app first, name another folder with `--build`, or leave the check out with `--skip build`.',
}
