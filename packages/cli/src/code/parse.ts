// A source file as a syntax tree, and the few questions that are asked of it. Nothing is ever executed.
import { type ParseResult, parse } from '@babel/parser'
import type {
  CallExpression,
  Expression,
  File,
  JSXElement,
  JSXOpeningElement,
  Node,
  ObjectExpression,
} from '@babel/types'

export type Tree = ParseResult<File>

/** The tree of a TypeScript or JavaScript file, with or without JSX; null where it cannot be parsed. */
export function parseCode(code: string, path: string): Tree | null {
  const isTyped = /\.[mc]?tsx?$/.test(path)
  // In a `.ts` file `<T>x` is a cast and not an element.
  const hasElements = !/\.[mc]?ts$/.test(path)
  try {
    return parse(code, {
      sourceType: 'module',
      plugins: [
        ...(isTyped ? (['typescript'] as const) : []),
        ...(hasElements ? (['jsx'] as const) : []),
        'decorators-legacy',
      ],
    })
  } catch {
    return null
  }
}

/** Every node below (and including) this one, parents first. */
export function* walk(node: Node): Generator<Node, void> {
  yield node
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* walk(child)
    }
  }
}

/** The elements of this name: `body`, `MidaScript`. */
export function findElements(tree: Node, name: string): JSXElement[] {
  return [...walk(tree)].filter(
    (node): node is JSXElement => node.type === 'JSXElement' && toElementName(node.openingElement) === name,
  )
}

/** The calls of a function of this name. */
export function findCalls(tree: Node, name: string): CallExpression[] {
  return [...walk(tree)].filter(
    (node): node is CallExpression =>
      node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === name,
  )
}

/** A string attribute of an element, or null where it is missing or made at run time. */
export function readAttribute(element: JSXElement, name: string): string | null {
  for (const attribute of element.openingElement.attributes) {
    if (attribute.type !== 'JSXAttribute' || attribute.name.name !== name) continue
    const { value } = attribute
    if (value?.type === 'StringLiteral') return value.value
    if (value?.type === 'JSXExpressionContainer') return readString(value.expression)
  }
  return null
}

/** The text of a string that is written down, or null. */
export function readString(node: Node | null | undefined): string | null {
  if (node?.type === 'StringLiteral') return node.value
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return null
  return node.quasis[0]?.value.cooked ?? null
}

/** The object that an expression is, without `as const` and `satisfies`; also of a constant in the same file. */
export function toObject(node: Node | null | undefined, tree: Tree): ObjectExpression | null {
  if (!node) return null
  switch (node.type) {
    case 'ObjectExpression':
      return node
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return toObject(node.expression, tree)
    case 'Identifier':
      return toObject(findConstant(node.name, tree), tree)
    default:
      return null
  }
}

/** The value of a property of an object, or null. */
export function readProperty(object: ObjectExpression, name: string): Node | null {
  for (const property of object.properties) {
    if (property.type === 'ObjectProperty' && toKey(property) === name) return property.value
  }
  return null
}

/** The name of a property, or null where it is computed. */
export function toKey(property: ObjectExpression['properties'][number]): string | null {
  if (property.type === 'SpreadElement' || property.computed) return null
  if (property.key.type === 'Identifier') return property.key.name
  return property.key.type === 'NumericLiteral' ? String(property.key.value) : readString(property.key)
}

function findConstant(name: string, tree: Tree): Expression | null {
  for (const node of walk(tree.program)) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') continue
    // A constant that names itself would be followed for ever.
    if (node.id.name === name && node.init?.type !== 'Identifier') return node.init ?? null
  }
  return null
}

function toElementName(element: JSXOpeningElement): string | null {
  return element.name.type === 'JSXIdentifier' ? element.name.name : null
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
