/** A study on a terminal: beside a published error stands whether the recipe is the published one, and below in which settings it is not. */
import { expect, test } from 'vitest'
import type { StudyDetail } from '../../../core/api/contract/studies.ts'
import { studyText } from '../../../core/cli/study-text.ts'
import { deviations } from '../../../core/recipe/protocol.ts'
import { ownStudy } from '../../own-study.ts'
import { preset, recipePreset } from '../renderer-runs/samples.ts'

const { recipe: published } = recipePreset('he-2016-cifar')

function told(batchSize: number): string {
  const recipe = { ...published, batchSize }
  const variant = { name: 'ResNet-20', group: 'ResNet', architecture: preset('resnet-20'), recipe, published: 0.0875 }
  const study = ownStudy({ variants: [variant], seeds: [1, 2, 3] })
  const detail: StudyDetail = {
    id: 'one',
    name: study.name,
    question: study.question,
    variants: 1,
    seeds: 3,
    state: { kind: 'ended', why: 'all', at: 0 },
    hindered: null,
    counts: { all: 3, ended: 3, taken: 0, training: 0, paused: 0 },
    madeAt: 0,
    remainingMs: null,
    study,
    cells: [],
    timeline: [],
    outcomes: [
      { name: 'ResNet-20', training: [0.01, 0.011, 0.012], test: [0.087, 0.0875, 0.088], leftOut: [], steps: 64_000, open: 0 },
    ],
    measured: [],
    verdicts: [],
    deviations: [deviations(recipe, published)],
  }
  return studyText(detail)
}

test('without a deviation it reproduces; with one it does not, and the setting is named', () => {
  expect(told(published.batchSize)).toMatch(/8\.75 % +reproduces/)
  expect(told(64)).toMatch(/8\.75 % +1 deviation/)
  expect(told(64)).toContain('ResNet-20: Batch 64 (published 128).')
  expect(told(64)).not.toContain('reproduces')
})
