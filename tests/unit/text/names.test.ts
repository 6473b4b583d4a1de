/** Names made of names: never too long, never cut inside a character, the same where they look the same. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { architectureSchema } from '../../../core/architecture/architecture.ts'
import { plainTwin } from '../../../core/architecture/edit.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { findRun } from '../../../core/cli/find-run.ts'
import { comparable, freeNameAmong, longestName, nameWith } from '../../../core/text/names.ts'
import { named } from '../../../core/recipe/protocol.ts'
import { fuzzyMatch, matchedParts } from '../../../renderer/app/fuzzy.ts'
import { isRunFound } from '../../../core/api/find-runs.ts'
import type { LabClient } from '../../../core/api/contract.ts'
import { recipePreset, runSummary } from '../renderer-runs/samples.ts'

const long = 'N'.repeat(longestName)

test('a suffix stands whole at the end of a name that has no room for it', () => {
  expect(nameWith('resnet', ', copy')).toBe('resnet, copy')
  expect(nameWith(long, ', copy')).toBe(`${'N'.repeat(longestName - 7)}…, copy`)
  expect(nameWith(long, ', copy')).toHaveLength(longestName)
})

test('no name with a suffix is too long or ends within a character, whatever both are', () => {
  const anyName = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: longestName })
    .filter((name) => name.length <= longestName)
  fc.assert(
    fc.property(anyName, anyName, (name, suffix) => {
      const made = nameWith(name, suffix)
      expect(made.length).toBeLessThanOrEqual(longestName)
      expect(made).not.toMatch(/\p{Cs}/u)
      if (name.length + suffix.length <= longestName) expect(made).toBe(name + suffix)
    }),
  )
})

test('a design at the limit can be duplicated over and over, each under a name of its own', () => {
  const taken = [long]
  for (let copies = 0; copies < 30; copies += 1) {
    const name = freeNameAmong(taken, nameWith(long, ', copy'))
    expect(taken).not.toContain(name)
    expect(name.length).toBeLessThanOrEqual(longestName)
    taken.push(name)
  }
})

test('the plain twin and the changed recipe of a name at the limit still say what they are', async () => {
  const preset = await loadPreset('resnet-20')
  if (!preset) throw new Error('resnet-20 is missing')
  const twin = plainTwin({ ...preset, name: long })
  expect(twin.name).toMatch(/…, plain twin$/)
  expect(architectureSchema.safeParse(twin).success).toBe(true)
  const { recipe } = recipePreset('he-2016-cifar')
  expect(named({ ...recipe, batchSize: 7 }, { ...recipe, name: long }).name).toMatch(/^N+…, changed$/)
})

test('a name typed with combining accents finds the one written without, and the other way round', () => {
  const [composed, apart] = ['caf\u00e9 net', 'cafe\u0301 net']
  expect(comparable(composed)).toBe(comparable(apart))
  expect(freeNameAmong([composed], apart)).toBe(`${apart} 2`)
  for (const [typed, named] of [
    [composed, apart],
    [apart, composed],
  ] as const) {
    expect(isRunFound(runSummary({ name: named }), typed)).toBe(true)
    const match = fuzzyMatch(typed.slice(0, 4), named)
    expect(match).not.toBeNull()
    expect(
      matchedParts(named, match?.at ?? [])
        .map(({ text }) => text)
        .join(''),
    ).toBe(composed)
  }
})

test('a command finds a run by a name that only looks the same', async () => {
  const client: Pick<LabClient, 'subscribe'> = {
    subscribe(_name, _parameters, onValue) {
      queueMicrotask(() => onValue([runSummary({ id: 'it', name: 'cafe\u0301' })] as never))
      return () => undefined
    },
  }
  expect((await findRun(client as LabClient, 'caf\u00e9')).record.id).toBe('it')
})
