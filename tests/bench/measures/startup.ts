/** From the start of a trainer's process to the end of its first step: Node, TensorFlow, the graph, the data set, the dry step, the first step. */
import { median, spreadOf } from '../statistics.ts'
import type { Figure } from '../report.ts'
import type { MeasureRequest } from './measures.ts'
import { trainRun } from './trainer-run.ts'

const repetitions = 5

export async function measureStartup({ nets, batch, device, folder }: MeasureRequest): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const net of nets.length > 0 ? nets : ['resnet-110']) {
    const seconds: number[] = []
    for (let count = 0; count < repetitions; count++) {
      process.stderr.write(`startup: ${net}, ${count + 1} of ${repetitions}\n`)
      const recipe = { batchSize: batch ?? 128, augmentation: { pad: 4, flip: true } }
      const { spawnedAt, steps } = await trainRun({ net, device, recipe, stopAfter: 1, folder })
      seconds.push(((steps[0]?.time ?? NaN) - spawnedAt) / 1000)
    }
    figures.push({ name: `${net}: process to first step`, value: median(seconds), unit: 's', spread: spreadOf(seconds) })
  }
  return figures
}
