/** The templates that come with Stagecraft: what they name is there, what they compare is trained, and each scale keeps to its size. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { countsOf } from '../../../core/architecture/counts.ts'
import { loadPreset, presetNames } from '../../../core/architecture/presets.ts'
import { lower } from '../../../core/architecture/lower.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { cellsOf } from '../../../core/study/cells.ts'
import type { Cost } from '../../../core/study/sized.ts'
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
  // Time as if a step took as long as its MACs and something for each layer.
  cost: (what: Cost, architecture: Architecture) => {
    const counts = countsOf(architecture)
    if (counts === null) return null
    return what === 'time' ? counts.macs / 1e6 + counts.depth : counts[what]
  },
}

for (const template of studyTemplates()) {
  test(`${template.id}: at every scale a study that can be trained, larger ones holding the smaller`, () => {
    let before: string[] = []
    for (const scale of scales) {
      const study = studyOf(template, { scale, dataset: 'cifar10', device: { kind: 'auto' }, precision: null }, resources)
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
    { scale: 'glance', dataset: 'cifar10', device: { kind: 'auto' }, precision: null },
    resources,
  )
  const [first] = study.variants
  expect(studyProblems({ ...study, variants: [...study.variants, found(first, 'a variant')] })[0]).toMatch(
    /^Two variants are called plain-20: /,
  )
  expect(studyProblems({ ...study, pairs: [{ first: 'plain-20', second: 'VGG', by: 'error', expects: null }] })[0]).toMatch(
    /^It compares VGG, which is none/,
  )
  expect(studyProblems({ ...study, seeds: [1, 1] })).toEqual(['A seed stands twice: its run would be the same.'])
})

const templateNamed = (id: string) =>
  found(
    studyTemplates().find((one) => one.id === id),
    id,
  )
const at = (id: string, scale: (typeof scales)[number], other: Partial<typeof resources> = {}) =>
  studyOf(templateNamed(id), { scale, dataset: 'cifar10', device: { kind: 'auto' }, precision: null }, { ...resources, ...other })
const variantOf = (study: ReturnType<typeof at>, name: string) =>
  found(
    study.variants.find((one) => one.name === name),
    name,
  )

test('the networks of a template are the published ones where its figures stand beside them, and nowhere else', () => {
  const paper = at('shortcut-kinds', 'paper')
  expect(paper.variants.map(({ name, published, publishedAs }) => [name, published ?? publishedAs])).toEqual([
    ['identity', 0.0661],
    ['scaled 0.5, 0.5', 0.1235],
    ['scaled 0.5, 1', null],
    ['none', null],
    ['exclusive gate, bias 0', null],
    ['exclusive gate, bias −6', 0.087],
    ['exclusive gate, bias −7', null],
    ['shortcut-only gate, bias 0', 0.1286],
    ['shortcut-only gate, bias −6', null],
    ['1×1', 0.1222],
    ['dropout 0.5', 'fails: above 20 %'],
  ])
  for (const { architecture } of paper.variants) expect(countsOf(architecture)?.depth).toBe(110)
  expect(variantOf(paper, '1×1').architecture.stages).toEqual(found(presets.get('resnet-110-c'), 'C').stages)
  for (const { published, publishedAs } of at('shortcut-kinds', 'glance').variants)
    expect([published, publishedAs]).toEqual([null, null])
  const digits = { scale: 'paper', dataset: 'mnist', device: { kind: 'auto' }, precision: null } as const
  for (const { published } of studyOf(templateNamed('degradation'), digits, resources).variants) expect(published).toBeNull()
  const orders = at('activation-orders', 'paper')
  expect(orders.variants.map(({ architecture }) => countsOf(architecture)?.depth)).toEqual([
    ...[110, 110, 110, 110, 110],
    ...[164, 164, 164, 164, 164],
  ])
  // Whatever the order, as many weights but for those of BN: the paper has 1.7 M.
  for (const { architecture } of orders.variants) expect((countsOf(architecture)?.parameters ?? 0) / 1e6).toBeCloseTo(1.7, 1)
  expect(variantOf(orders, 'ResNet-164, full pre-activation').architecture.stages).toEqual(
    found(presets.get('pre-resnet-164'), 'pre-164').stages,
  )
  expect(variantOf(orders, 'full pre-activation').architecture.stages).toEqual(found(presets.get('pre-resnet-110'), 'pre').stages)
})

test('however many layers a shortcut skips, the network is as deep and has as many parameters but for projections', () => {
  for (const scale of scales) {
    const { variants } = at('layers-skipped', scale)
    expect(variants.map(({ architecture }) => architecture.stages.map((stage) => 'layers' in stage && stage.layers))).toEqual(
      [1, 2, 3, 4, 6].map((layers) => [layers, layers, layers]),
    )
    expect(new Set(variants.map(({ architecture }) => countsOf(architecture)?.depth)).size).toBe(1)
  }
  const [, two] = at('layers-skipped', 'paper').variants
  // Zagoruyko & Komodakis 2016, table 5: WRN-40-2 has 2.2 M.
  expect((countsOf(found(two, 'two layers').architecture)?.parameters ?? 0) / 1e6).toBeCloseTo(2.2, 1)
})

test('each part that is left out is left out, and nothing else', () => {
  const study = at('what-each-does', 'short')
  const layersOf = (name: string) => {
    const lowered = lower(variantOf(study, name).architecture)
    return lowered.ok ? lowered.graph.layers.map(({ kind }) => kind) : []
  }
  expect(layersOf('ResNet, no BN')).not.toContain('batchNorm')
  expect(layersOf('plain')).not.toContain('add')
  expect(layersOf('plain')).toContain('batchNorm')
  expect(layersOf('ResNet, no ReLU')).not.toContain('relu')
  expect(variantOf(study, 'plain, small weights').architecture.initialization).toBe('normal-0.01')
  expect(study.variants[0]?.recipe).toMatchObject({ telemetryEvery: 100, length: { unit: 'steps', value: 2000 } })
})

test('networks of equal cost cost as much as whole widths allow; without a known time those of equal time are left out with why', () => {
  const study = at('width-against-depth', 'paper')
  const deep = variantOf(study, 'ResNet-56').architecture
  for (const what of ['parameters', 'macs', 'time'] as const) {
    const name = { parameters: 'as many parameters', macs: 'as many MACs', time: 'as much time a step' }[what]
    for (const depth of [20, 110]) {
      const { architecture } = variantOf(study, `ResNet-${depth}, ${name}`)
      expect(countsOf(architecture)?.depth).toBe(depth)
      const ratio = (resources.cost(what, architecture) ?? NaN) / (resources.cost(what, deep) ?? NaN)
      expect(Math.abs(ratio - 1)).toBeLessThan(0.1)
    }
  }
  const unmeasured = at('width-against-depth', 'paper', {
    cost: (what, architecture) => (what === 'time' ? null : resources.cost(what, architecture)),
  })
  expect(unmeasured.leftOut.map(({ name }) => name)).toEqual([
    'ResNet-20, as much time a step',
    'ResNet-110, as much time a step',
  ])
  expect(unmeasured.leftOut[0]?.why).toContain('lab calibrate')
  expect(studyProblems(unmeasured)).toEqual([])
})

test('steps to an error cannot be compared without the error', () => {
  const study = at('faster-convergence', 'short')
  expect(study.reach).toBe(0.2)
  expect(studyProblems({ ...study, reach: null })[0]).toMatch(/^It compares steps to an error and names none/)
})

test('docs/studies.md tells each template', () => {
  const told = readFileSync(new URL('../../../docs/studies.md', import.meta.url), 'utf8')
  for (const { id } of studyTemplates()) expect(told).toContain(`| \`${id}\` |`)
})
