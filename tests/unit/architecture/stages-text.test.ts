/** The clipboard's text: what was copied is what is pasted, a design's text pastes too, and anything else says what it is. */
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { writeArchitecture } from '../../../core/architecture/file-format.ts'
import { formatVersion } from '../../../core/architecture/format-version.ts'
import { readStages, writeStages } from '../../../core/architecture/stages-text.ts'
import { architectures, stages } from './architectures.ts'

const copied = fc.array(stages, { minLength: 1, maxLength: 6 })

it('pastes what was copied, to the byte', () => {
  fc.assert(
    fc.property(copied, (some) => {
      const text = writeStages(some)
      const read = readStages(text)
      expect(read).toEqual({ ok: true, stages: some })
      expect(read.ok && writeStages(read.stages)).toBe(text)
    }),
  )
})

it('says in its first lines what it is', () => {
  const [some = []] = fc.sample(copied, { seed: 1, numRuns: 1 })
  expect(writeStages(some).split('\n').slice(0, 3)).toEqual([
    '{',
    '  "format": "stagecraft-stages",',
    `  "version": ${formatVersion},`,
  ])
})

it('pastes what an earlier version copied', () => {
  const [some = []] = fc.sample(copied, { seed: 2, numRuns: 1 })
  const earlier = writeStages(some).replace(`"version": ${formatVersion}`, '"version": 1')
  expect(readStages(earlier)).toEqual({ ok: true, stages: some })
})

it('pastes the stages of a whole design', () => {
  fc.assert(
    fc.property(architectures, (design) => {
      const read = readStages(writeArchitecture(design))
      if (design.stages.length > 0) expect(read).toEqual({ ok: true, stages: design.stages })
      else expect(read.ok ? [] : read.reasons.join()).toContain('has no stages')
    }),
  )
})

it('never throws, whatever stands there', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof readStages(text).ok === 'boolean'))
})

test.each([
  ['', 'Found no text. Expected are stages that were copied here, or the text of a design file.'],
  ['hello\nworld', 'Found “hello world”. Expected are stages'],
  ['x'.repeat(100), `Found “${'x'.repeat(48)}…”, 100 characters. Expected are stages`],
  ['{"format":"else"}', 'Found text of the format “else”. Expected are stages'],
  ['[1, 2]', 'Found “[1, 2]”. Expected are stages'],
  ['{"format":"stagecraft-stages","version":99,"stages":[]}', 'newer Stagecraft (format version 99)'],
  ['{"format":"stagecraft-stages","version":1,"stages":[]}', 'expected 1 entries or more'],
  ['{"format":"stagecraft-stages","version":1,"stages":[{"kind":"none"}]}', 'Stage 1, kind: expected one of'],
])('%j is refused with what was found and what is expected', (text, message) => {
  const read = readStages(text)
  expect(read.ok ? '' : read.reasons.join(' ')).toContain(message)
})
