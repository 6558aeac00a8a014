// @ts-check
// The pages of the doors, from the docstrings of what they export. TypeDoc reads them with a TypeScript of its own: the
// workspace's compiler has no API for JavaScript.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, Logger, LogLevel, TSConfigReader } from 'typedoc'
import { CACHE } from '../workspace.mjs'

/** @typedef {import('./doors.mjs').Door} Door */

/**
 * @param {readonly Door[]} doors
 * @returns {Promise<{ pages: Map<string, string>, faults: readonly string[] }>} by file name; what is not documented
 */
export async function readExports(doors) {
  const folder = mkdtempSync(join(CACHE, 'reference-'))
  try {
    const tsconfig = join(folder, 'tsconfig.json')
    writeFileSync(tsconfig, JSON.stringify(toTsconfig(doors)))
    const app = await Application.bootstrapWithPlugins(toOptions(doors, tsconfig, join(folder, 'out')), [
      new TSConfigReader(),
    ])
    const logger = new FaultLogger()
    app.logger = logger
    const project = app.converter.convert(nameEntryPoints(app, doors))
    for (const door of project.children ?? []) sortByName(door)
    app.validate(project)
    await app.generateOutputs(project)
    return {
      pages: readPages(join(folder, 'out'), doors),
      faults: [...logger.faults, ...findSilent(project)],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {readonly Door[]} doors */
function toTsconfig(doors) {
  return {
    extends: '../../tsconfig.base.json',
    compilerOptions: { jsx: 'react-jsx', lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'] },
    files: doors.map(({ file }) => file),
  }
}

/** @param {readonly Door[]} doors @param {string} tsconfig @param {string} out */
function toOptions(doors, tsconfig, out) {
  return /** @type {import('typedoc').TypeDocOptions} */ ({
    entryPoints: doors.map(({ file }) => file),
    tsconfig,
    outputs: [{ name: 'markdown', path: out }],
    plugin: ['typedoc-plugin-markdown'],
    skipErrorChecking: true, // `tsc` does that
    readme: 'none',
    logLevel: 'Warn',
    disableSources: true,
    disableGit: true,
    excludeExternals: true,
    excludePrivate: true,
    sort: ['source-order'],
    groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases'],
    validation: { notDocumented: false, notExported: false, invalidLink: true, rewrittenLink: true },
    router: 'module',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    parametersFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    expandObjects: true,
    expandParameters: true,
    useCodeBlocks: true,
    tableColumnSettings: { hideModifiers: true },
  })
}

/** What TypeDoc warns of is a fault. */
class FaultLogger extends Logger {
  /** @type {string[]} */
  faults = []

  /** @override @param {string} message @param {LogLevel} level */
  log(message, level) {
    super.log(message, level)
    if (level >= LogLevel.Warn) this.faults.push(message)
  }
}

/** Each door gets the name of its page. @param {Application} app @param {readonly Door[]} doors */
function nameEntryPoints(app, doors) {
  const pages = new Map(doors.map(({ file, page }) => [file, page]))
  return (app.getEntryPoints() ?? []).map((entryPoint) => {
    const page = pages.get(entryPoint.sourceFile.fileName)
    if (!page) throw new Error(`${entryPoint.sourceFile.fileName} is no door.`)
    return { ...entryPoint, displayName: page }
  })
}

/** The exports without a docstring. @param {import('typedoc').ProjectReflection} project */
function findSilent(project) {
  return (project.children ?? []).flatMap((door) =>
    (door.children ?? [])
      .filter(
        (one) =>
          !one.isReference() && !one.hasComment() && !one.signatures?.some((call) => call.hasComment()),
      )
      .map((one) => `${one.name} (${door.name}) has no docstring.`),
  )
}

/** What a door exports stands in the order of the alphabet; fields stay as they are written. */
/** @param {import('typedoc').DeclarationReflection} door */
function sortByName(door) {
  for (const group of door.groups ?? []) group.children.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @param {string} folder @param {readonly Door[]} doors */
function readPages(folder, doors) {
  /** @type {Map<string, string>} */
  const pages = new Map()
  for (const { name, page, is } of doors) {
    const text = readFileSync(join(folder, `${page}.md`), 'utf8')
    pages.set(`${page}.md`, `# ${name}\n\n${is}\n${tidy(text)}`)
  }
  const known = new Set([...pages.keys(), 'README.md'])
  const others = readdirSync(folder).filter((file) => !known.has(file))
  if (others.length > 0) throw new Error(`TypeDoc wrote pages of no door: ${others.join(', ')}`)
  return pages
}

/** Without the page's title, the rulers, and anchors that are the same on one page. @param {string} text */
function tidy(text) {
  return text
    .replace(/^# .*\n/, '')
    .replaceAll(/\n\*\*\*\n/g, '')
    .replaceAll(/<a id="[^"]*"><\/a> /g, '')
    .replaceAll(/\n +\| +\n/g, '\n') // a union within a union
    .replaceAll(/\n{3,}/g, '\n\n')
}
