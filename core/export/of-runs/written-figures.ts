/** The figures of a run under the names that other programs get them by: by the split that they are of. */
import type { ElsewhereSeries } from '../../store/elsewhere.ts'

export type WrittenFigure = readonly [name: string, series: ElsewhereSeries]

export const writtenFigures = {
  train: [
    ['loss', 'trainLoss'],
    ['error', 'trainError'],
    ['learning_rate', 'learningRate'],
    ['step_ms', 'stepMs'],
  ],
  test: [
    ['loss', 'testLoss'],
    ['error', 'testError'],
    ['top_five_error', 'testTopFiveError'],
  ],
  validation: [
    ['loss', 'validationLoss'],
    ['error', 'validationError'],
    ['top_five_error', 'validationTopFiveError'],
  ],
} as const satisfies Readonly<Record<string, readonly WrittenFigure[]>>
