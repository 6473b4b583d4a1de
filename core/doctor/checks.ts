/** How checks of the report are written: a fact with the word for its state. */
import type { SystemCheck } from './system-report.ts'

type Section = SystemCheck['section']
type Remedy = SystemCheck['remedy']

export const fine = (section: Section, name: string, value: string, word = 'fine'): SystemCheck => ({
  section,
  name,
  value,
  state: word === 'found' ? 'found' : 'fine',
  word,
})

export const fact = (section: Section, name: string, value: string): SystemCheck => ({
  section,
  name,
  value,
  state: 'information',
  word: '',
})

export const attention = (section: Section, name: string, value: string, word: string, remedy?: Remedy): SystemCheck => ({
  section,
  name,
  value,
  state: 'attention',
  word,
  ...(remedy ? { remedy } : {}),
})

export const missing = (section: Section, name: string, value: string, word: string, remedy?: Remedy): SystemCheck => ({
  section,
  name,
  value,
  state: 'missing',
  word,
  ...(remedy ? { remedy } : {}),
})
