/** What is wrong with an architecture, or unusual about it. */
export interface Problem {
  /** An error cannot be trained; a warning can. */
  severity: 'error' | 'warning'
  /** Where it is: `stem`, `head`, `input`, `file`, or the index of a stage, from 0. */
  place: 'file' | 'input' | 'stem' | 'head' | number
  field: string
  /** One sentence a person reads: "Stage 3: option A cannot narrow 256 to 192 channels." */
  message: string
  expected: string
  actual: string
  /** Where it stands in the text of a file, counted from 1. */
  at?: { readonly line: number; readonly column: number }
  /** Where the rule comes from, e.g. "He et al. 2016, section 3.3". */
  source?: string
  /** What mends it: the field's value that would be right, with the words for a button. */
  mend?: { label: string; value: unknown }
}

/** A part of the network that a person edits: a stage by its index, from 0. */
export type PartPlace = 'stem' | 'head' | number

/** `Stem`, `Stage 3`, `Head`: as a sentence begins with it. */
export function placeName(place: PartPlace): string {
  return typeof place === 'number' ? `Stage ${place + 1}` : { stem: 'Stem', head: 'Head' }[place]
}
