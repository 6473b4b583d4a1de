/** A study with what a person changes of it before it begins. */
import { expect, test } from 'vitest'
import { recipeOptions, type GivenOptions } from '../../../core/recipe/options.ts'
import { changedStudy, type StudyChanges } from '../../../core/study/changed-study.ts'
import { ownStudy } from '../../own-study.ts'
import { preset, recipePreset } from '../renderer-runs/samples.ts'

const images = { trainCount: 50_000, height: 32 }
const variant = { name: 'ResNet-20', group: 'ResNet', architecture: preset('resnet-20'), recipe: recipePreset('quick').recipe }
const study = ownStudy({ name: 'Degradation, short', scale: 'short', variants: [variant, { ...variant, name: 'same' }] })

function given(...texts: readonly [flag: string, text: string][]): GivenOptions {
  return Object.fromEntries(
    texts.flatMap(([flag, text]) => recipeOptions.filter((option) => option.flag === flag).map((one) => [flag, one.read(text)])),
  )
}
const changed = (changes: Partial<StudyChanges>) => changedStudy(study, { given: {}, ...changes }, images)

test('settings hold for all recipes: it is called changed, and is no published scale any more', () => {
  const made = changed({ given: given(['--steps', '30'], ['--batch', '64']) })
  if (!made.ok) throw new Error(made.reason)
  expect(made.study).toMatchObject({ name: 'Degradation, short, changed', scale: null })
  for (const { recipe } of made.study.variants) expect(recipe).toMatchObject({ batchSize: 64, length: { value: 30 } })
})

test('another precision, other seeds, a name and an error leave the scale what it is', () => {
  const asked = { given: given(['--precision', 'bfloat16']), seeds: [7], name: 'mine', reach: 0.2 }
  expect(changed(asked)).toMatchObject({ ok: true, study: { name: 'mine', scale: 'short', seeds: [7], reach: 0.2 } })
  expect(changed({})).toEqual({ ok: true, study })
})

test('what cannot be trained is said with the option that asks for it', () => {
  const made = changed({ given: given(['--batch', '60000']) })
  expect(made).toMatchObject({ ok: false })
  expect(!made.ok && made.reason).toMatch(/^--batch: /)
})
