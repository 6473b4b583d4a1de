/** An empty comparison, and which runs are of which design. */
import { describe, expect, it } from 'vitest'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { onSteps } from '../../../renderer/components/charts/x-axis.ts'
import { compareExtent, comparePanel, type ComparedRun } from '../../../renderer/views/runs/compare-panels.ts'
import { isOfDesign, isSameNetwork } from '../../../renderer/views/runs/runs-of-design.ts'
import { countedTogether, deletedItems, namedTogether, sizeOf } from '../../../renderer/views/deleted/deleted-items.ts'
import { preset, runSummary } from './samples.ts'

type Summary = Parameters<typeof runSummary>
const compared = (name: string, ...[changes, ...rest]: Summary): ComparedRun => ({
  run: runSummary({ name, ...changes }, ...rest),
  name,
  per: 1,
  place: onSteps(1),
})

describe('an empty comparison', () => {
  it('has axes without a number on them', () => {
    expect(compareExtent([]).to).toBeLessThan(10)
    expect(comparePanel([], [], { measure: 'loss', weight: 1, logarithmic: false, how: () => '' }).formatTick(3)).toBe('')
    expect(
      comparePanel([compared('one')], [], { measure: 'loss', weight: 1, logarithmic: false, how: () => '' }).formatTick(3),
    ).toBe('3')
  })
})

describe('runs of a design', () => {
  const design = preset('resnet-20')
  const onDigits = fitDataset(design, { height: 28, width: 28, channels: 1, classes: 10 })

  it('are those of its network, on whatever data and under whatever name', () => {
    expect(isOfDesign({ ...onDigits, name: 'renamed since' }, design)).toBe(true)
    expect(isOfDesign(preset('resnet-32'), design)).toBe(false)
    expect(isSameNetwork(preset('plain-20'), design)).toBe(false)
  })

  it('and those that carry its name, from before it was changed', () => {
    expect(isOfDesign({ ...preset('resnet-32'), name: design.name }, design)).toBe(true)
  })
})

describe('the list of what was deleted', () => {
  const record = { name: 'resnet', dataset: 'mnist', createdAt: 1, design: 'ResNet-20' } as const
  const items = deletedItems({
    runs: [
      { id: 'a', record, bytes: 5_000_000, unread: [], deletedAt: 1 },
      { id: 'b', record: null, bytes: 1_000_000, unread: ['checkpoints'], deletedAt: 3 },
    ],
    designs: [{ id: 'c', name: 'mine', bytes: 1_000, deletedAt: 2 }],
    versions: [{ id: 'd', name: 'first try', design: 'mine', bytes: 1_000, deletedAt: 0 }],
  })

  it('is newest first, runs, designs and versions together, and says what each is', () => {
    expect(items.map(({ id, about }) => [id, about])).toEqual([
      ['b', 'run whose record cannot be read; not counted, since this user may not read it: checkpoints'],
      ['c', 'design'],
      ['a', 'run of ResNet-20 on MNIST digits'],
      ['d', 'version of mine'],
    ])
  })

  it('says together what a question is about, and what it frees', () => {
    expect(namedTogether(items)).toBe('2 runs, 1 design and 1 version')
    expect(namedTogether(items.slice(2, 3))).toBe('resnet')
    expect(countedTogether(items.slice(2, 3))).toBe('1 run')
    expect(countedTogether(items.slice(2))).toBe('1 run and 1 version')
    expect(sizeOf(items)).toBe('6.0 MB')
  })
})
