/** What depth costs: getting ready (process, graph, loading, the first step with TensorFlow's own preparations), a step, memory. */
import { join } from 'node:path'
import { startEngine } from '../engines.ts'
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import { makeWorkload, writeWorkload } from '../workload.ts'
import type { MeasureRequest } from './measures.ts'

const depths = ['resnet-20', 'resnet-56', 'resnet-110', 'resnet-1202']
const mostSteps = 8

export async function measureDepth({ nets, batch, device, steps, folder }: MeasureRequest): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const net of nets.length > 0 ? nets : depths) {
    process.stderr.write(`depth: ${net}\n`)
    // Its activations at batch 128 are more than 20 GB.
    const recomputed = net.startsWith('resnet-1202')
    const file = join(folder, 'depth.json')
    const workload = await makeWorkload({ net, batch: batch ?? 128, precision: 'float32', phase: 'training' }, device, {
      activationCheckpointing: { kind: recomputed ? 'block' : 'off' },
    })
    writeWorkload(file, workload)
    const startedAt = performance.now()
    const engine = await startEngine('stagecraft', file, device)
    try {
      const readyMs = performance.now() - startedAt
      const [firstMs = NaN] = await engine.run(1)
      await engine.run(1)
      const times = await engine.run(Math.min(steps, mostSteps))
      const name = recomputed ? `${net}, blocks computed again` : net
      figures.push(
        { name: `${name}: process to program`, value: readyMs / 1000, unit: 's', spread: null },
        { name: `${name}: first step beyond a usual one`, value: (firstMs - median(times)) / 1000, unit: 's', spread: null },
        { name: `${name}: step`, value: median(times), unit: 'ms', spread: spreadOf(times) },
        {
          name: `${name}: step for each convolution`,
          value: median(times) / convolutions(workload.graph),
          unit: 'ms',
          spread: null,
        },
        { name: `${name}: peak memory`, value: (engine.peakMB() ?? NaN) / 1000, unit: 'GB', spread: null },
      )
    } finally {
      engine.stop()
    }
  }
  return figures
}

function convolutions({ layers }: { readonly layers: readonly { readonly kind: string }[] }): number {
  return layers.filter(({ kind }) => kind === 'conv').length
}
