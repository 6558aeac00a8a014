// @ts-check
// Publishes the packages whose version is not on the registry yet, as they were packed and judged, with provenance.
// For release.yml. `node scripts/publish.mjs --dry-run` shows what would be published, from any machine.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackages, TARBALLS } from './check-packages.mjs'
import { buildPackages, ensureInstalled, PACKAGES, ROOT, run } from './workspace.mjs'

const isDryRun = process.argv.includes('--dry-run')

await ensureInstalled()
await buildPackages()
const failed = (await withRepository(checkPackages)).filter(({ code }) => code !== 0)
for (const { name, output } of failed) console.error(`✗ ${name}\n${output}`)
if (failed.length > 0) process.exit(1)
// In the order of their imports, so that nothing on the registry asks for what is not there yet.
for (const name of PACKAGES) await publish(name)

/** @param {string} name */
async function publish(name) {
  const { version } = readPackage(name)
  const release = `@mida-kit/${name}@${version}`
  if (!isDryRun && (await isPublished(release))) return console.log(`${release} is there already.`)
  const tarball = join(TARBALLS, `mida-kit-${name}-${version}.tgz`)
  const { code, output } = await run('npm', ['publish', tarball, ...toOptions()], { quiet: true })
  console.log(output.trimEnd())
  if (code !== 0) process.exit(code)
  // changesets/action reads these lines, and makes a release on GitHub of each.
  if (!isDryRun) {
    await run('git', ['tag', release])
    console.log(`New tag: ${release}`)
  }
}

/** A dry run on a machine that nobody vouches for has no provenance. */
function toOptions() {
  return isDryRun
    ? ['--dry-run', '--access', 'public', '--provenance=false']
    : ['--access', 'public', '--provenance']
}

/** @param {string} release */
async function isPublished(release) {
  const { code, output } = await run('npm', ['view', release, 'version'], { quiet: true })
  if (code !== 0 && !output.includes('E404')) throw new Error(output)
  return code === 0 && output.trim() !== ''
}

/**
 * Where the source is, written into each package.json while it is packed: npm compares it with the repository that vouches.
 * It is the repository that the workflow runs in, so a fork publishes as itself.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withRepository(work) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
  if (!server || !repository) return work()
  const before = PACKAGES.map((name) => ({ path: toPath(name), text: readFileSync(toPath(name), 'utf8') }))
  try {
    const home = `${server}/${repository}`
    for (const name of PACKAGES) {
      const directory = `packages/${name}`
      const fields = {
        repository: { type: 'git', url: `git+${home}.git`, directory },
        homepage: `${home}/tree/main/${directory}#readme`,
        bugs: `${home}/issues`,
      }
      writeFileSync(toPath(name), `${JSON.stringify({ ...readPackage(name), ...fields }, null, 2)}\n`)
    }
    return await work()
  } finally {
    for (const { path, text } of before) writeFileSync(path, text)
  }
}

/** @param {string} name */
function toPath(name) {
  return join(ROOT, 'packages', name, 'package.json')
}

/** @param {string} name @returns {{ version: string }} */
function readPackage(name) {
  return JSON.parse(readFileSync(toPath(name), 'utf8'))
}
