/** Whether a thing is found by what a person types: in every list of the window and of the command line alike. */
import { comparable } from './names.ts'

export interface Findable {
  /** Names that people gave: found by any part of them. */
  readonly names: string
  /** What it is and has, as rules and papers say it: found by words, and by what words begin with. */
  readonly words: string
}

/** Fewer letters are no part of a name, and no beginning of a word: SE is neither dense nor seed. */
const shortestPart = 3

/** Whether everything asked for is in it, case aside and in any order. A single letter goes with the word before it: "option A". */
export function isFound(asked: string, { names, words }: Findable): boolean {
  const named = plain(names)
  const others = phrases(asked).filter((phrase) => !(isShort(phrase) ? beginsIn(named, phrase) : named.includes(phrase)))
  if (others.length === 0) return true
  const said = plain(words)
  return others.every((phrase) => beginsIn(said, phrase, isShort(phrase)))
}

function isShort(phrase: string): boolean {
  return phrase.length - phrase.lastIndexOf(' ') - 1 < shortestPart
}

function plain(text: string): string {
  return comparable(text).toLowerCase().replace(/\s+/g, ' ')
}

function phrases(asked: string): string[] {
  return plain(asked)
    .trim()
    .split(' ')
    .filter(Boolean)
    .reduce<string[]>((found, word) => {
      const before = found.at(-1)
      return word.length === 1 && before !== undefined ? [...found.slice(0, -1), `${before} ${word}`] : [...found, word]
    }, [])
}

/** Whether a word or a number begins with the phrase; `isWhole`: and ends with it. */
function beginsIn(text: string, phrase: string, isWhole = false): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const isBegun = kindOf(text[at - 1]) === 'other' || kindOf(text[at - 1]) !== kindOf(phrase[0])
    if (isBegun && !(isWhole && kindOf(text[at + phrase.length]) !== 'other')) return true
  }
  return false
}

function kindOf(character = ''): 'letter' | 'digit' | 'other' {
  if (/\p{L}/u.test(character)) return 'letter'
  return /\p{N}/u.test(character) ? 'digit' : 'other'
}
