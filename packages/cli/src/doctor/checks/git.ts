// What the repository holds: no .env.local that could be committed, and the API key in no version of any file.
import { askGit, isIgnored, streamObjects } from '../../app/git.ts'
import { hasText, toNeedles } from '../../secrets/search-stream.ts'
import { SHORTEST_SECRET, toSpellings } from '../../secrets/spellings.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'

/** A larger history takes longer than a person waits: about 10 s. */
const LARGEST_HISTORY_KIB = 300 * 1_024

export async function checkGit(patient: Patient): Promise<Said[]> {
  const { directory, apiKeys, environment } = patient
  if ((await isIgnored(directory, '.env.local')) === null) {
    return [{ status: 'skipped', message: 'This is no git repository, or git is not installed.' }]
  }
  const keys = apiKeys.filter((key) => key.length >= SHORTEST_SECRET)
  const secretFiles = environment.files
    .filter(({ variables }) => variables.MIDA_API_KEY)
    .map(({ name }) => name)
  const tracked = await listTrackedWithKey(directory, keys)
  const said = [
    ...(await checkIgnored(directory, [...new Set(['.env.local', ...secretFiles])])),
    ...tracked,
    ...(tracked.length > 0 ? [] : await checkHistory(patient, keys)),
  ]
  if (said.some(({ status }) => status !== 'skipped')) return said
  const message =
    keys.length > 0 ? 'the API key is in no commit, and .env.local is ignored' : '.env.local is ignored'
  return [{ status: 'ok', message }, ...said]
}

async function checkIgnored(directory: string, names: readonly string[]): Promise<Said[]> {
  const said: Said[] = []
  for (const name of names) {
    if (await isIgnored(directory, name)) continue
    said.push({
      status: 'warning',
      message: `git does not ignore ${name}, so the key in it can be committed.`,
      fix: `Add a line to .gitignore: ${name === '.env.local' ? '.env*.local' : name}`,
    })
  }
  return said
}

/** Tracked files as they are on disk, those that are about to be committed among them. */
async function listTrackedWithKey(directory: string, keys: readonly string[]): Promise<Said[]> {
  if (keys.length === 0) return []
  const patterns = `${keys.flatMap(toSpellings).join('\n')}\n`
  const options = ['--fixed-strings', '--files-with-matches', '--full-name', '-z', '-f', '-']
  // `:/` is the whole repository, of which the app may be one folder.
  const { output } = await askGit(directory, ['grep', ...options, '--', ':/'], patterns)
  const files = output.split('\0').filter((name) => name !== '')
  if (files.length === 0) return []
  return [
    {
      status: 'problem',
      message: 'The API key stands in files that git tracks.',
      fix: 'Generate a new key in the Mida dashboard: who can read the repository has this one. Then take it out of the files.',
      details: files.slice(0, 20),
    },
  ]
}

/** Every version of every file, also on other branches, and the messages of commits. */
async function checkHistory({ directory, options }: Patient, keys: readonly string[]): Promise<Said[]> {
  if (keys.length === 0) return []
  const kib = await readHistorySize(directory)
  if (kib > LARGEST_HISTORY_KIB && !options.isHistoryWhole) {
    const megabytes = Math.round(kib / 1_024)
    return [
      {
        status: 'skipped',
        message: `The history is large (${megabytes} MB): only the files of now were searched.`,
        fix: 'Search all of it with `--history`.',
      },
    ]
  }
  if (!(await hasText(streamObjects(directory), toNeedles(keys.flatMap(toSpellings))))) return []
  return [
    {
      status: 'problem',
      message: 'The API key stands in the history of the repository, though in no file of now.',
      fix: 'Generate a new key in the Mida dashboard: taking it out of the files does not take it out of the history.',
    },
  ]
}

async function readHistorySize(directory: string): Promise<number> {
  const { output } = await askGit(directory, ['count-objects', '-v'])
  const kib = [...output.matchAll(/^size(?:-pack)?: (\d+)$/gm)].map(([, size]) => Number(size))
  return kib.reduce((sum, size) => sum + size, 0)
}
