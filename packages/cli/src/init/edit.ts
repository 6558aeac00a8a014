// What every edit of a source file shares: its result, the file's own style, imports, and moving lines to the right.
import type { Node } from '@babel/types'
import type MagicString from 'magic-string'
import { type Tree, walk } from '../code/parse.ts'

export type Edit =
  | { readonly status: 'edited'; readonly code: string }
  /** What would be added is there. */
  | { readonly status: 'present' }
  /** It is not plain what to do, so nothing is done. */
  | { readonly status: 'unsure'; readonly because: string }

/** How the file is written: its quotes, semicolons, one step of indentation, and line ends. */
export type FileStyle = {
  readonly quote: string
  readonly semicolon: string
  readonly indent: string
  readonly newline: string
}

export function readStyle(code: string): FileStyle {
  const [, quote = "'", semicolon = ''] = /^import\b[^'"]*(['"])[^'"\n]*['"](;?)/m.exec(code) ?? []
  const indent = /^(\t| {2,8})\S/m.exec(code)?.[1] ?? '  '
  return { quote, semicolon, indent, newline: code.includes('\r\n') ? '\r\n' : '\n' }
}

/** Adds an import of the kit's browser half behind the last import, or before the first statement. */
export function addImport(text: MagicString, tree: Tree, names: string): void {
  const { quote, semicolon, newline } = readStyle(text.original)
  const line = `import { ${names} } from ${quote}@mida-kit/react${quote}${semicolon}`
  const last = tree.program.body.filter(({ type }) => type === 'ImportDeclaration').at(-1)
  if (last) text.appendLeft(last.end ?? 0, `${newline}${line}`)
  else text.appendLeft(tree.program.body[0]?.start ?? 0, `${line}${newline}${newline}`)
}

/** The white space that the line of a place begins with. */
export function readIndent(code: string, at: number): string {
  const line = code.slice(code.lastIndexOf('\n', at - 1) + 1, at)
  return /^[\t ]*/.exec(line)?.[0] ?? ''
}

/** Moves the lines between two places (after the first) one step to the right; lines within strings stay as they are. */
export function indentLines(text: MagicString, tree: Tree, [start, end]: readonly [number, number]): void {
  const { indent } = readStyle(text.original)
  const fixed = [...walk(tree.program)].filter(isText)
  for (const { index } of text.original.slice(start, end).matchAll(/\n(?=[^\r\n])/g)) {
    const at = start + index + 1
    if (fixed.some((node) => (node.start ?? 0) <= at && at <= (node.end ?? 0))) continue
    text.appendLeft(at, indent)
  }
}

function isText({ type }: Node): boolean {
  return type === 'TemplateElement' || type === 'StringLiteral'
}
