// @ts-check
// The documents: their links, the list of the guides, the front matter of the skills, and their code blocks.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { checkBlocks } from './document-blocks.mjs'
import { ROOT } from './workspace.mjs'

/** Type-checks every `ts` and `tsx` block and looks every relative link up. */
export async function checkDocuments() {
  const documents = findDocuments()
  const faults = [...documents, ...findReference()].flatMap(findBrokenLinks)
  faults.push(...findUnlisted(), ...documents.flatMap(findSkillFaults))
  if (faults.length > 0) return { code: 1, output: faults.join('\n') }
  return checkBlocks(documents)
}

/** The documents that ship: the root's, the guides', and what each package has for people and for agents. @returns {string[]} */
function findDocuments() {
  const packages = listFolders('packages')
  const folders = [
    '.',
    'docs',
    'docs/errors',
    ...packages,
    ...packages.flatMap((folder) => listFolders(join(folder, 'skills'))),
    ...listFolders('apps'),
    'e2e',
    'examples',
  ]
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.md') || path.endsWith('llms.txt'))
}

/** Its blocks are signatures, which are no code of their own. */
function findReference() {
  return readdirSync(join(ROOT, 'docs', 'reference')).map((name) => join('docs', 'reference', name))
}

/** The pages that docs/README.md leaves out. */
function findUnlisted() {
  const index = readFileSync(join(ROOT, 'docs', 'README.md'), 'utf8')
  return readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md' && !index.includes(`](${name})`))
    .map((name) => `docs/README.md does not list ${name}`)
}

/** A skill is found by its name, which is its folder's, and by what its description says. @param {string} document */
function findSkillFaults(document) {
  if (basename(document) !== 'SKILL.md') return []
  const text = readFileSync(join(ROOT, document), 'utf8')
  const [, name, description = ''] = /^---\nname: (\S+)\ndescription: (.+)\n---\n/.exec(text) ?? []
  if (name === basename(dirname(document)) && description.length <= 1_024) return []
  return [
    `${document}: the front matter needs the folder's name and a description of at most 1,024 characters`,
  ]
}

/** @param {string} folder */
function listFolders(folder) {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder)).map((name) => join(folder, name))
}

/** Relative links whose file is not there, or does not have the heading. @param {string} document @returns {string[]} */
function findBrokenLinks(document) {
  const text = readText(document)
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !isThere(document, target))
    .map((target) => `${relative('.', document)}: no such place: ${target}`)
}

/** @param {string} document @param {string} target */
function isThere(document, target) {
  const [path = '', heading] = target.split('#')
  const file = path === '' ? document : join(dirname(document), path)
  if (!existsSync(join(ROOT, file))) return false
  return heading === undefined || listHeadings(file).includes(heading)
}

/** The headings of a document as GitHub names them in links; a second one of a name gets `-1`. @param {string} document */
function listHeadings(document) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return [...readText(document).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => {
    const name = toHeadingName(title)
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return count === 0 ? name : `${name}-${count}`
  })
}

/** @param {string} title */
function toHeadingName(title) {
  const words = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
  return words
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

/** A document without its code blocks. @param {string} document */
function readText(document) {
  return readFileSync(join(ROOT, document), 'utf8').replaceAll(/```[\s\S]*?```/g, '')
}
