// The app's middleware (proxy.ts from Next 16 on), and whether it runs for a path, as far as its matcher is written down.
import { parseCode, readProperty, readString, toObject, walk } from '../code/parse.ts'
import type { SourceFile } from './list-source.ts'

/** The file of the middleware that runs for a path, or null. In doubt it does. */
export function findMiddleware(files: readonly SourceFile[], path: string): string | null {
  const file = files.find((each) => /^(src\/)?(middleware|proxy)\.[mc]?[jt]s$/.test(each.path))
  if (!file) return null
  const matchers = readMatchers(file)
  return matchers === null || matchers.some((matcher) => matches(matcher, path)) ? file.path : null
}

/** The matchers of `export const config`; null for none, or for one that is made at run time. */
function readMatchers({ path, code }: SourceFile): string[] | null {
  const tree = parseCode(code, path)
  if (!tree) return null
  for (const node of walk(tree.program)) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') continue
    if (node.id.name !== 'config') continue
    const object = toObject(node.init, tree)
    const value = object && readProperty(object, 'matcher')
    if (value?.type === 'ArrayExpression') {
      const texts = value.elements.map((element) => {
        const source = toObject(element, tree)
        return readString(source ? readProperty(source, 'source') : element)
      })
      return texts.every((text) => text !== null) ? texts : null
    }
    const text = readString(value)
    return text === null ? null : [text]
  }
  return null
}

/** Next's matchers are paths with `:name`, `:name*` and groups; what is no expression counts as a match. */
function matches(matcher: string, path: string): boolean {
  const pattern = matcher.replaceAll(/\/:\w+\*/g, '(?:/.*)?').replaceAll(/:\w+/g, '[^/]+')
  try {
    return new RegExp(`^${pattern}/?$`).test(path)
  } catch {
    return true
  }
}
