// What the filter's text asks for: words, all of which must occur, in any order and case.

/** Whether a text in lower case has all words. */
export type HasWords = (text: string) => boolean

export function toHasWords(filter: string): HasWords {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return (text) => words.every((word) => text.includes(word))
}
