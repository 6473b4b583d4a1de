import { residualBlocks, respondingLayers } from '../../graph/residual-blocks.ts'
import { branchesProbe, jointProbe, responsesProbe } from '../../tensorflow/inspection/probes.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { finite } from '../analyses/figure.ts'
import { branchShares, columnsFrom, columnSum } from './columns.ts'
import { chosenImages } from './chosen-images.ts'
import type { Measure } from './measure.ts'
import { opened } from './opened.ts'

export const measureResponses: Measure<OptionsOf<'responses'>, ResultOf<'responses'>> = async (run, options, told) => {
  const { graph, dataset } = run
  const images = chosenImages(options, dataset[options.split].count)
  const layers = respondingLayers(graph)
  const blocks = residualBlocks(graph)
  const probes = [responsesProbe, ...(blocks.length > 0 ? [branchesProbe] : [])]
  return opened(run, { split: options.split, probes: { responses: jointProbe(probes) } }, async ({ read }) => {
    const rows = await read('responses', images, { onProgress: (done) => told(done, images.length) })
    const width = 2 * layers.length
    const all = width + 2 * blocks.length
    const moments = columnsFrom(rows, all, 0, width)
    const shares = branchShares(columnsFrom(rows, all, width, all), blocks.length)
    return {
      images: images.length,
      result: {
        layers: layers.map(({ layer, depth }, at) => ({
          name: layer.name,
          depth,
          kernel: layer.kind === 'conv' && typeof layer.config.kernel === 'number' ? layer.config.kernel : null,
          ...pooled(moments, images.length, layers.length, at),
        })),
        blocks: blocks.map(({ name, depth }, at) => ({ name, depth, share: shares[at] ?? null })),
      },
    }
  })
}

/** Mean and std over images of one size, from each one's mean and mean square without it (Chan, Golub & LeVeque 1983). */
function pooled(rows: Float32Array, images: number, layers: number, at: number): { std: number | null; mean: number | null } {
  const width = 2 * layers
  const mean = columnSum(rows, width, at) / images
  const within = columnSum(rows, width, layers + at) / images
  let between = 0
  for (let from = at; from < rows.length; from += width) between += ((rows[from] ?? NaN) - mean) ** 2
  return { std: finite(Math.sqrt(within + between / images)), mean: finite(mean) }
}
