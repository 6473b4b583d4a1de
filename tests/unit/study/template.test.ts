/** The templates that come with Stagecraft: what they name is there, what they compare is trained, and each scale keeps to its size. */
import { expect, test } from 'vitest'
import { loadPreset, presetNames } from '../../../core/architecture/presets.ts'
import { lower } from '../../../core/architecture/lower.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { cellsOf } from '../../../core/study/cells.ts'
import { scales } from '../../../core/study/scales.ts'
import { studyProblems, studySchema } from '../../../core/study/study.ts'
import { studyOf } from '../../../core/study/template.ts'
import { studyTemplates } from '../../../core/study/templates.ts'

const presets = new Map<string, Architecture>()
for (const name of await presetNames()) {
  const preset = await loadPreset(name)
  if (preset !== null) presets.set(name, preset)
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not there`)
  return value
}

const resources = {
  preset: (name: string) => found(presets.get(name), name),
  recipe: (id: string) => found(recipePresets().find((preset) => preset.id === id)?.recipe, id),
}

for (const template of studyTemplates()) {
  test(`${template.id}: at every scale a study that can be trained, larger ones holding the smaller`, () => {
    let before: string[] = []
    for (const scale of scales) {
      const study = studyOf(template, { scale, dataset: 'cifar10', device: { kind: 'auto' } }, resources)
      expect(studySchema.parse(JSON.parse(JSON.stringify(study)))).toEqual(study)
      expect(studyProblems(study)).toEqual([])
      for (const { architecture } of study.variants) expect(lower(architecture).ok).toBe(true)
      const names = study.variants.map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(before))
      before = names
      expect(study.name).toContain(scale)
      const cells = cellsOf(study)
      expect(cells).toHaveLength(study.variants.length * study.seeds.length)
      // One seed of all variants first.
      expect(cells.slice(0, names.length).map(({ variant }) => variant.name)).toEqual(names)
      expect(new Set(cells.slice(0, names.length).map(({ recipe }) => recipe.seed)).size).toBe(1)
    }
  })
}

test('what a study cannot be is said with what to do', () => {
  const [template] = studyTemplates()
  const study = studyOf(
    found(template, 'a template'),
    { scale: 'glance', dataset: 'cifar10', device: { kind: 'auto' } },
    resources,
  )
  const [first] = study.variants
  expect(studyProblems({ ...study, variants: [...study.variants, found(first, 'a variant')] })[0]).toMatch(
    /^Two variants are called plain-20: /,
  )
  expect(studyProblems({ ...study, pairs: [{ first: 'plain-20', second: 'VGG', expects: null }] })[0]).toMatch(
    /^It compares VGG, which is none/,
  )
  expect(studyProblems({ ...study, seeds: [1, 1] })).toEqual(['A seed stands twice: its run would be the same.'])
})
