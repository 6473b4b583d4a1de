/** A name is seen whole and steers nothing, wherever it comes in: so it does in all that is made of it, in the window as on a terminal. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { calls } from '../../../core/api/contract.ts'
import { architectureSchema } from '../../../core/architecture/architecture.ts'
import { readArchitecture, writeArchitecture } from '../../../core/architecture/file-format.ts'
import { recipeSchema } from '../../../core/recipe/recipe.ts'
import { openLibrary } from '../../../core/store/library.ts'
import { comparable, longestName, nameSchema } from '../../../core/text/names.ts'
import { runSummary } from '../renderer-runs/samples.ts'

/** A direction turned around for all that follows, a terminal's colour, an isolate that is never ended, a line of its own. */
const hostile = 'net\u202egnp\u001b[31m\u2066\n2'
const shown = String.raw`net\u202egnp\u001b[31m\u2066\u000a2`

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-names-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { record } = runSummary()
const architecture = { ...record.architecture, name: hostile }
const recipe = { ...record.recipe, name: hostile, basedOn: hostile }
const run = { ...record, name: hostile, architecture, recipe, origin: { run: 'other', name: hostile, step: 3 } }

test('of a design and a recipe in their files', () => {
  const read = readArchitecture(JSON.stringify(architecture))
  expect(read).toMatchObject({ ok: true, architecture: { name: shown } })
  const saved = writeArchitecture(architecture)
  expect(JSON.parse(saved)).toMatchObject({ name: shown })
  expect(writeArchitecture(architectureSchema.parse(JSON.parse(saved)))).toBe(saved)
  expect(recipeSchema.parse(recipe)).toMatchObject({ name: shown, basedOn: shown })
})

test('of a run that is asked for, by any client', () => {
  const { dataset, device } = record
  const started = calls['runs.start'].parse({ runs: [{ name: hostile, architecture, dataset, recipe, device }] })
  expect(started.runs[0]).toMatchObject({ name: shown, architecture: { name: shown }, recipe: { name: shown } })
  expect(calls['runs.branch'].parse({ id: 'r', step: 3, name: hostile, recipe })).toMatchObject({ name: shown })
})

test('of a run in its folder and in the bin, which others may have written', () => {
  const library = openLibrary(folder)
  const inBin = join(folder, 'bin', record.id)
  mkdirSync(inBin)
  writeFileSync(join(inBin, 'run.json'), JSON.stringify({ format: 'stagecraft-run', version: 1, ...run }))
  expect(library.runs.deleted()).toMatchObject([{ record: { name: shown, design: shown } }])
  library.runs.restore([record.id])
  const there = library.runs.summary(record.id, () => null)?.record
  expect(there).toMatchObject({ name: shown, architecture: { name: shown }, origin: { name: shown } })
  library.close()
})

test('whatever it holds, it has no character that steers, is not longer than a name may be, and is read again as it is', () => {
  const steering = fc.constantFrom('\u0000', '\u001b', '\u009b', '\u200f', '\u202e', '\u2066', '\ufeff')
  const name = fc
    .array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), steering), { minLength: 1 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(name, (raw) => {
      fc.pre(raw.length > 0 && raw.length <= longestName)
      const made = nameSchema.parse(raw)
      expect(made).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u)
      expect(made.length).toBeLessThanOrEqual(longestName)
      expect(nameSchema.parse(made)).toBe(made)
    }),
  )
})

test('it is found by what it was, and by what is seen', () => {
  expect(comparable(hostile)).toBe(comparable(shown))
})
