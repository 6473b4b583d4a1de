/** Gradients as text: norms by depth, before training and now, and those through branches and shortcuts. */
import type { ResultOf } from '../../inspect/analyses.ts'
import { loss, percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'
import { numberText } from './number-text.ts'
import { rowsByName } from './rows-by-name.ts'

type Measured = ResultOf<'gradients'>['trained']

export function gradientTables(inspected: readonly InspectedRun<'gradients'>[]): string[] {
  const columns = inspected.flatMap(({ run, kept: { result } }): { name: string; measured: Measured }[] => [
    { name: `${run.record.name} at first`, measured: result.initial },
    { name: `${run.record.name} now`, measured: result.trained },
  ])
  const names = columns.map(({ name }) => name)
  const figures = [1, ...names.map((_, index) => index + 2)]
  const layers = columns.map(({ measured }) => measured.layers)
  const blocks = columns.map(({ measured }) => measured.blocks)
  return [
    table(
      ['batches', 'loss', 'error'],
      columns.map(({ name, measured }) => [name, loss(measured.loss), percent(measured.error)]),
      [1, 2],
    ),
    table(
      ['by weights of', 'depth', ...names],
      rowsByName(layers, ({ byWeights }) => numberText(byWeights), 2),
      figures,
    ),
    table(
      ['by response of', 'depth', ...names],
      rowsByName(
        layers.map((ofRun) => ofRun.slice(0, -1)),
        ({ byResponse }) => numberText(byResponse),
        2,
      ),
      figures,
    ),
    ...(blocks.every((ofRun) => ofRun.length === 0)
      ? []
      : [
          table(
            ['branch + shortcut', 'depth', ...names],
            rowsByName(blocks, ({ branch, shortcut }) => `${numberText(branch)} + ${numberText(shortcut)}`, 2),
            figures,
          ),
        ]),
  ]
}
