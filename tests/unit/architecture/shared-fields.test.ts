/** What the inspector shows for several stages: the value they share, or that they differ; and what it says of a change. */
import { expect, test } from 'vitest'
import { blockRule, stageKinds, type Stage } from '../../../core/architecture/blocks.ts'
import { changed } from '../../../core/architecture/edit.ts'
import { sharedFields as sharedOf } from '../../../core/architecture/shared-fields.ts'
import { differencesOf, ownFields, stagesName } from '../../../core/architecture/stage-words.ts'

const sharedFields = (stages: readonly Stage[]) => sharedOf(stages, ownFields)
const size = { blocks: 2, width: 16, stride: 1 }

test.each(stageKinds)(
  'stages of kind %s show all fields that their rule has for them, with the value that they share',
  (kind) => {
    const rule = blockRule(kind)
    const stage = rule.from(size, 'B')
    const shared = sharedFields([stage, { ...stage, blocks: 7 }])
    expect(shared.map(({ field, caption }) => [field, caption])).toEqual(
      ownFields(stage).map(({ field, caption }) => [field, caption]),
    )
    expect(shared.map(({ value }) => value)).toEqual(ownFields(stage).map((field) => field.value(stage)))
  },
)

test('where stages differ in a field it has no value, and setting it sets it in each', () => {
  const [one, other] = (['A', 'C'] as const).map((shortcut) => blockRule('basic').from(size, shortcut))
  if (!one || !other) throw new Error('No stages.')
  const shared = (stages: readonly Stage[]) => sharedFields(stages).find(({ field }) => field === 'shortcut')
  const field = shared([one, other])
  expect(field).toMatchObject({ kind: 'choice', field: 'shortcut', value: null, note: '' })
  const set = (stage: Stage): Stage => changed(stage, field?.kind === 'choice' ? field.change('B', stage) : {})
  expect(shared([set(one), set(other)])).toMatchObject({ value: 'B' })
})

test('stages of different kinds show what all of their kinds have, and nothing else', () => {
  const all = stageKinds.map((kind) => blockRule(kind).from(size, 'B'))
  const names = (stages: readonly Stage[]): string[] => sharedFields(stages).map(({ field }) => field)
  for (const one of all)
    for (const other of all) {
      const theirs: readonly string[] = ownFields(other).map(({ field }) => field)
      expect(names([one, other]).every((field) => theirs.includes(field))).toBe(true)
      expect(names([one, other]).includes('shortcut')).toBe('shortcut' in one && 'shortcut' in other)
    }
  expect(sharedFields([])).toEqual([])
})

test('a change is told by the captions and values of the inspector', () => {
  const stage = blockRule('basic').from(size, 'B')
  const other = changed(stage, { width: 4096, shortcut: 'none' } as Partial<Stage>)
  expect(differencesOf(stage, other)).toEqual([
    { field: 'width', caption: 'width', from: '16', to: '4,096' },
    { field: 'shortcut', caption: 'shortcut', from: 'B', to: 'none' },
  ])
  expect(differencesOf(stage, stage)).toEqual([])
  expect(differencesOf(stage, blockRule('bottleneck').from(size, 'B'))[0]).toEqual({
    field: 'kind',
    caption: 'kind',
    from: 'basic',
    to: 'bottleneck',
  })
})

test.each([
  [[1], 'Stage 2'],
  [[0, 1], 'Stages 1 and 2'],
  [[0, 1, 2, 4], 'Stages 1 to 3 and 5'],
  [[0, 2, 3, 7, 8, 9], 'Stages 1, 3, 4 and 8 to 10'],
  [[0, 1, 2], 'Stages 1 to 3'],
  [[0, 2, 3], 'Stages 1, 3 and 4'],
])('%j is called %s', (selection, name) => expect(stagesName(selection)).toBe(name))
