import { residualBlocks } from '../../graph/residual-blocks.ts'
import { branchesProbe } from '../../tensorflow/inspection/probes.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { branchShares } from './columns.ts'
import { chosenImages } from './chosen-images.ts'
import type { Measure } from './measure.ts'
import { opened } from './opened.ts'

/** One graph for all checkpoints: only weights are written between them. */
export const measureGrowth: Measure<OptionsOf<'growth'>, ResultOf<'growth'>> = async (run, options, told) => {
  const { graph, dataset, steps } = run
  const images = chosenImages(options, dataset[options.split].count)
  const blocks = residualBlocks(graph)
  const named = blocks.map(({ name, depth }) => ({ name, depth }))
  if (blocks.length === 0) return { images: images.length, result: { blocks: [], steps: [] } }
  return opened(run, { split: options.split, probes: { branches: branchesProbe } }, async ({ writeWeights, read }) => {
    const result: ResultOf<'growth'> = { blocks: named, steps: [] }
    for (const [at, step] of steps.entries()) {
      writeWeights(run.weightsAt(step))
      const rows = await read('branches', images, {
        onProgress: (done) => told(at * images.length + done, steps.length * images.length),
      })
      result.steps.push({ step, shares: branchShares(rows, blocks.length) })
    }
    return { images: images.length, result }
  })
}
