/** The sentence that two compared runs come to, an empty comparison, and which runs are of which design. */
import { describe, expect, it } from 'vitest'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { compareExtent, comparePanel, type ComparedRun } from '../../../renderer/views/runs/compare-panels.ts'
import { isOfDesign, isSameNetwork } from '../../../renderer/views/runs/runs-of-design.ts'
import { verdictOf } from '../../../renderer/views/runs/verdict.ts'
import { countedTogether, deletedItems, namedTogether, sizeOf } from '../../../renderer/views/deleted/deleted-items.ts'
import { preset, runSummary } from './samples.ts'

type Summary = Parameters<typeof runSummary>
const compared = (name: string, ...[changes, ...rest]: Summary): ComparedRun => ({
  run: runSummary({ name, ...changes }, ...rest),
  name,
  unit: 1,
})

describe('the verdict', () => {
  const residual = compared('resnet', {}, undefined, { testError: 0.014 })
  const plain = compared('plain', {}, undefined, { testError: 0.019 })

  it('names the better first, whichever was ticked first, and says that it rests on one seed', () => {
    for (const pair of [
      [residual, plain],
      [plain, residual],
    ]) {
      const verdict = verdictOf(pair)
      expect(verdict?.sentence).toBe('resnet ends at 1.40 % test error, plain at 1.90 %: 0.50 points apart.')
      expect(verdict?.basis).toContain('One seed each')
    }
  })

  it('does not make a difference of what is written the same', () => {
    const same = compared('other', {}, undefined, { testError: 0.014004 })
    expect(verdictOf([residual, same])).toMatchObject({
      sentence: 'resnet and other both end at 1.40 % test error.',
      basis: 'One seed each: with another seed they may differ.',
    })
  })

  it('waits until both have ended, and says how far each is', () => {
    const running = compared('resnet', {}, { kind: 'running', step: 40 })
    const waits = compared('plain', {}, { kind: 'queued', position: 1 }, { testError: null })
    const verdict = verdictOf([running, waits])
    expect(verdict).toMatchObject({ known: false, basis: '' })
    expect(verdict?.sentence).toContain('resnet is at step 40 of 64,000; plain waits for its turn.')
  })

  it('says of one that diverged where it did, not its last error', () => {
    const lost = compared('plain', {}, { kind: 'diverged', step: 412, reason: '', remedy: '' }, { testError: 0.001 })
    expect(verdictOf([lost, residual])?.sentence).toBe('plain diverged at step 412; resnet ends at 1.40 % test error.')
  })

  it('says so where they trained for different lengths', () => {
    const early = compared('plain', {}, { kind: 'stopped', step: 100 }, { testError: 0.019 })
    expect(verdictOf([early, residual])?.basis).toContain('After 64,000 and 100 steps.')
  })

  it('is silent where there is nothing to say: one run, three, other data, nothing measured', () => {
    expect(verdictOf([residual])).toBeNull()
    expect(verdictOf([residual, plain, plain])).toBeNull()
    expect(verdictOf([residual, compared('digits', { dataset: 'mnist' })])).toBeNull()
    const unknown = compared('plain', {}, { kind: 'stopped', step: 1 }, { testError: null })
    expect(verdictOf([unknown, unknown])).toBeNull()
  })
})

describe('an empty comparison', () => {
  it('has axes without a number on them', () => {
    expect(compareExtent([]).to).toBeLessThan(10)
    expect(comparePanel([], [], 'loss', false).formatTick(3)).toBe('')
    expect(comparePanel([compared('one')], [], 'loss', false).formatTick(3)).toBe('3')
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
