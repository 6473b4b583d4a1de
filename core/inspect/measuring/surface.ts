import type { NetworkState } from '../../tensorflow/program.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { errorAndLoss } from '../figures/scored.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { evaluated } from './evaluated.ts'
import type { Measure } from './measure.ts'
import { between, moved, normalisedDirection, positionsOf } from './surface-points.ts'

type Options = OptionsOf<'surface'>

/** One graph for all points: only weights are written between them. */
export const measureSurface: Measure<Options, ResultOf<'surface'>> = (run, options, told) =>
  evaluated(run, options, async ({ images, writeWeights, scored }) => {
    const { positions, rows } = gridOf(run, options)
    const total = rows.length * positions.length * images.length
    const result: ResultOf<'surface'> = { positions, rows: [] }
    let point = 0
    for (const weightsAt of rows) {
      const row: ResultOf<'surface'>['rows'][number] = []
      for (const position of positions) {
        writeWeights(weightsAt(position))
        const onProgress = (done: number): Promise<void> => told(point * images.length + done, total)
        const { loss, error } = errorAndLoss(await scored({ onProgress }))
        row.push({ loss, error })
        point += 1
      }
      result.rows.push(row)
    }
    return { images: images.length, result }
  })

interface Grid {
  readonly positions: number[]
  /** For each row the weights at a position on the first axis. */
  readonly rows: readonly ((position: number) => NetworkState)[]
}

function gridOf({ weights, weightsAt }: InspectedRun, { over, seed }: Options): Grid {
  const direction = (axis: number): NetworkState => normalisedDirection(weights, seed, axis)
  switch (over.kind) {
    case 'line': {
      const directions = [direction(0)]
      return { positions: around(over), rows: [(position) => moved(weights, directions, [position])] }
    }
    case 'plane': {
      const directions = [direction(0), direction(1)]
      const positions = around(over)
      return { positions, rows: positions.map((second) => (first) => moved(weights, directions, [first, second])) }
    }
    case 'between': {
      const other = weightsAt(over.step)
      return { positions: positionsOf(over.points, -0.5, 1.5), rows: [(share) => between(weights, other, share)] }
    }
  }
}

function around({ points, span }: { readonly points: number; readonly span: number }): number[] {
  return positionsOf(points, -span, span)
}
