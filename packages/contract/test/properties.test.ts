// Values that JSON cannot carry: each is refused with words and the path, and nothing else is.
import { describe, expect, it } from 'vitest'
import { findPropertyFault } from '../src/index.ts'

class Money {
  readonly amount = 5
}

const circle: Record<string, unknown> = { name: 'ring' }
circle.inner = { list: [circle] }

const dateOfItsOwn = Object.assign(new Date(0), {
  toJSON: () => {
    throw new Error('a toJSON')
  },
})

describe('findPropertyFault', () => {
  it.each([
    ['a bigint', { a: { n: 1n } }, 'properties.a.n', 'BigInt'],
    ['NaN', { list: [1, Number.NaN] }, 'properties.list[1]', 'finite'],
    ['Infinity', { n: Number.POSITIVE_INFINITY }, 'properties.n', 'finite'],
    ['a function', { f: () => 1 }, 'properties.f', 'Function'],
    ['a symbol', { s: Symbol('s') }, 'properties.s', 'Symbol'],
    ['a symbol as a key', { a: { [Symbol('s')]: 1 } }, 'properties.a', 'symbol'],
    ['undefined in a list', { list: ['a', undefined] }, 'properties.list[1]', 'undefined'],
    ['a hole in a list', { list: Array(1) }, 'properties.list[0]', 'undefined'],
    ['a circle', circle, 'properties.inner.list[0]', 'circular'],
    ['an invalid date', { at: new Date('no') }, 'properties.at', 'invalid date'],
    ['a date whose toJSON throws', { at: dateOfItsOwn }, 'properties.at', 'toJSON'],
    ['an object whose toJSON throws', { a: { toJSON: () => 1 } }, 'properties.a.toJSON', 'Function'],
    ['a Map', { m: new Map() }, 'properties.m', 'Map'],
    ['a Set', { s: new Set() }, 'properties.s', 'Set'],
    ['a boxed number', { n: Object(5) }, 'properties.n', 'Number'],
    ['an instance of a class', { price: new Money() }, 'properties.price', 'Object'],
    [
      'a getter that throws',
      { a: Object.defineProperty({}, 'g', { enumerable: true, get: thrower }) },
      'properties.a.g',
      'read',
    ],
  ])('refuses %s by its path', (_what, properties, path, words) => {
    const fault = findPropertyFault(properties)

    expect(fault?.path).toBe(path)
    expect(fault?.message).toContain(words)
  })

  it('takes what JSON carries: the same object twice, valid dates, an absent value', () => {
    const same = { a: 1 }
    const properties = { one: same, two: same, at: new Date(0), absent: undefined, none: null, list: [[]] }

    expect(findPropertyFault(properties)).toBeNull()
  })
})

function thrower(): never {
  throw new Error('a getter')
}
