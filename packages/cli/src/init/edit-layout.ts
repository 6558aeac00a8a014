// Puts the script and the provider into the <body> of a root layout: the script first, the provider around the rest.
import type { JSXElement, Node } from '@babel/types'
import MagicString from 'magic-string'
import type { SourceFile } from '../app/list-source.ts'
import { findElements, parseCode, type Tree, walk } from '../code/parse.ts'
import { addImport, type Edit, indentLines, readIndent, readStyle } from './edit.ts'
import { toScriptElement } from './templates.ts'

export function editLayout({ path, code }: SourceFile, endpoint: string): Edit {
  const tree = parseCode(code, path)
  if (!tree) return { status: 'unsure', because: 'it could not be parsed' }
  const present = ['MidaScript', 'MidaProvider'].filter((name) => findElements(tree.program, name).length > 0)
  if (present.length === 2) return { status: 'present' }
  if (code.includes('MidaScript') || code.includes('MidaProvider')) {
    return { status: 'unsure', because: 'it names one of MidaScript and MidaProvider already' }
  }
  const [body, second] = findElements(tree.program, 'body')
  if (!body || second) return { status: 'unsure', because: 'it has not exactly one <body>' }
  const range = findContent(body, code)
  if (!range || !hasChildren(body)) {
    return { status: 'unsure', because: 'its <body> does not hold {children}' }
  }
  return { status: 'edited', code: wrap({ code, tree, body, range, endpoint }) }
}

type Wrapping = {
  readonly code: string
  readonly tree: Tree
  readonly body: JSXElement
  readonly range: readonly [number, number]
  readonly endpoint: string
}

function wrap({ code, tree, body, range: [start, end], endpoint }: Wrapping): string {
  const text = new MagicString(code)
  const { indent: step, newline, quote } = readStyle(code)
  const outer = readIndent(code, body.start ?? 0)
  const inner = `${outer}${step}`
  const script = toScriptElement(inner, quote).replaceAll('\n', newline)
  const isOneLine = !code.slice(start, end).includes('\n')
  const afterOpening = body.openingElement.end ?? 0
  const beforeClosing = body.closingElement?.start ?? 0

  // The white space at both ends of the body is written anew.
  if (start > afterOpening) text.remove(afterOpening, start)
  if (beforeClosing > end) text.remove(end, beforeClosing)
  const open = `${newline}${inner}${script}${newline}${inner}<MidaProvider endpoint="${endpoint}">`
  text.appendLeft(afterOpening, isOneLine ? open : `${open}${newline}${inner}${step}`)
  if (!isOneLine) indentLines(text, tree, [start, end])
  const close = `</MidaProvider>${newline}${outer}`
  text.appendRight(beforeClosing, isOneLine ? close : `${newline}${inner}${close}`)
  addImport(text, tree, 'MidaProvider, MidaScript')
  return text.toString()
}

/** From the first to the last thing that is no white space. */
function findContent(body: JSXElement, code: string): readonly [number, number] | null {
  const from = body.openingElement.end ?? 0
  const content = code.slice(from, body.closingElement?.start ?? from)
  if (content.trim() === '') return null
  return [from + content.length - content.trimStart().length, from + content.trimEnd().length]
}

/** Whether the page is rendered in there: `{children}` or `{props.children}`, however deep. */
function hasChildren(body: JSXElement): boolean {
  return [...walk(body)].some((node) => node.type === 'JSXExpressionContainer' && isChildren(node.expression))
}

function isChildren(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'children'
  return (
    node.type === 'MemberExpression' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'children'
  )
}
