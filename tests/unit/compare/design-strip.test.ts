/** Compared designs as rows of cells: what a baseline has not is marked, and said. */
import { expect, test } from 'vitest'
import { stripOf, stripWords } from '../../../renderer/views/runs/end/design-strip.ts'
import { preset, runRecord } from '../renderer-runs/samples.ts'

const cells = (of: string, baseline: string): string =>
  stripOf(preset(of), preset(baseline))
    .map(({ runs }) => runs.map(({ state, count }) => `${count} ${state}`).join(' + '))
    .join(' | ')

test('a deeper net has the blocks that it adds, a shallower one those that are gone, and a design itself nothing', () => {
  expect(cells('resnet-20', 'resnet-20')).toBe('3 same | 3 same | 3 same')
  expect(cells('resnet-56', 'resnet-20')).toMatch(/same.*6 added.*\|.*6 added.*\|.*6 added/)
  expect(cells('resnet-20', 'resnet-56')).toMatch(/6 removed.*\|.*6 removed.*\|.*6 removed/)
})

test('the words name layers, parameters, blocks and the shortcut', () => {
  const deep = runRecord({ architecture: preset('resnet-56'), parameters: 853_018 })
  const plain = runRecord({ architecture: preset('plain-20') })
  expect(stripWords(deep, runRecord())).toBe('+36 layers, +583,296 parameters')
  expect(stripWords(runRecord(), deep)).toBe('−36 layers, −583,296 parameters')
  expect(stripWords(plain, runRecord())).toBe('9 blocks changed, shortcut none')
  expect(stripWords(runRecord(), runRecord())).toBe('the same network')
})
