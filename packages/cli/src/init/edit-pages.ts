// The Pages Router: the provider around what _app returns, the script into the <body> of _document.
import type { Node } from '@babel/types'
import MagicString from 'magic-string'
import type { SourceFile } from '../app/list-source.ts'
import { findElements, parseCode, type Tree, walk } from '../code/parse.ts'
import { addImport, type Edit, indentLines, readIndent, readStyle } from './edit.ts'
import { toScriptElement } from './templates.ts'

/** Puts the provider around what is returned with `<Component {...pageProps} />` in it. */
export function editApp({ path, code }: SourceFile, endpoint: string): Edit {
  const tree = parseCode(code, path)
  if (!tree) return { status: 'unsure', because: 'it could not be parsed' }
  if (findElements(tree.program, 'MidaProvider').length > 0) return { status: 'present' }
  const pages = findElements(tree.program, 'Component')
  const [root, second] = findReturned(tree).filter((node) => pages.some((page) => isWithin(page, node)))
  if (pages.length !== 1 || !root || second) {
    return { status: 'unsure', because: 'it has not exactly one return with <Component {...pageProps} />' }
  }
  return { status: 'edited', code: wrapReturned({ code, tree, root, endpoint }) }
}

/** Puts the script first into the body. */
export function editDocument({ path, code }: SourceFile): Edit {
  const tree = parseCode(code, path)
  if (!tree) return { status: 'unsure', because: 'it could not be parsed' }
  if (findElements(tree.program, 'MidaScript').length > 0) return { status: 'present' }
  const [body, second] = findElements(tree.program, 'body')
  if (!body?.closingElement || second) return { status: 'unsure', because: 'it has not exactly one <body>' }
  const { indent, newline, quote } = readStyle(code)
  const inner = `${readIndent(code, body.start ?? 0)}${indent}`
  const text = new MagicString(code)
  const script = toScriptElement(inner, quote).replaceAll('\n', newline)
  text.appendLeft(body.openingElement.end ?? 0, `${newline}${inner}${script}`)
  addImport(text, tree, 'MidaScript')
  return { status: 'edited', code: text.toString() }
}

/** What functions return: of `return` and of arrows without braces. */
function findReturned(tree: Tree): Node[] {
  return [...walk(tree.program)].flatMap((node) => {
    if (node.type === 'ReturnStatement') return node.argument ?? []
    if (node.type !== 'ArrowFunctionExpression' || node.body.type === 'BlockStatement') return []
    return node.body
  })
}

function isWithin(node: Node, outer: Node): boolean {
  return (outer.start ?? 0) <= (node.start ?? 0) && (node.end ?? 0) <= (outer.end ?? 0)
}

type Wrapping = { readonly code: string; readonly tree: Tree; readonly root: Node; readonly endpoint: string }

function wrapReturned({ code, tree, root, endpoint }: Wrapping): string {
  const text = new MagicString(code)
  const { indent: step, newline } = readStyle(code)
  const [start, end] = [root.start ?? 0, root.end ?? 0]
  const isParenthesized = root.extra?.parenthesized === true
  const isElement = root.type === 'JSXElement' || root.type === 'JSXFragment'
  const outer = readIndent(code, start)
  // Within parentheses on lines of their own the element begins its line; else the parentheses are ours.
  const inner = isParenthesized ? outer : `${outer}${step}`
  const [before, after] = isElement ? ['', ''] : ['{', '}']
  const opening = isParenthesized ? '' : `(${newline}${inner}`
  const closing = isParenthesized ? '' : `${newline}${outer})`
  indentLines(text, tree, [start, end])
  if (!isParenthesized) indentLines(text, tree, [start, end])
  text.appendRight(start, `${opening}<MidaProvider endpoint="${endpoint}">${newline}${inner}${step}${before}`)
  text.appendLeft(end, `${after}${newline}${inner}</MidaProvider>${closing}`)
  addImport(text, tree, 'MidaProvider')
  return text.toString()
}
