/**
 * What looking inside costs at the usual cadence. Two programs take turns: one without telemetry, one in which every second step is measured. The cost is
 * what a measured step takes beyond the other's plain ones, shared by the steps of the cadence, and what the plain steps of the one with telemetry take more.
 */
import { join } from 'node:path'
import { settings } from '../../../core/recipe/settings.ts'
import { startEngine } from '../engines.ts'
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import { makeWorkload, writeWorkload } from '../workload.ts'
import type { MeasureRequest } from './measures.ts'

/** Even, as all numbers of steps here: a turn then begins with a measured step. */
const turn = 4

export async function measureTelemetry({ nets, batch, device, steps, folder }: MeasureRequest): Promise<Figure[]> {
  const figures: Figure[] = []
  const cadence = settings.telemetryEvery.part.usual
  for (const net of nets.length > 0 ? nets : ['resnet-20', 'resnet-110']) {
    process.stderr.write(`telemetry: ${net}\n`)
    const start = async (name: string, telemetryEvery: number) => {
      const file = join(folder, `${name}.json`)
      const one = { net, batch: batch ?? 128, precision: 'float32', phase: 'training' } as const
      writeWorkload(file, await makeWorkload(one, device, { telemetryEvery }))
      return startEngine('stagecraft', file, device)
    }
    const without = await start('without', 0)
    const measuring = await start('measuring', 2)
    try {
      for (const engine of [without, measuring]) await engine.run(turn)
      const measuredBeyond: number[] = []
      const plainBeyond: number[] = []
      for (let round = 0; round < Math.ceil(steps / turn); round++) {
        const usual = median(await without.run(turn))
        const times = await measuring.run(turn)
        measuredBeyond.push(median(times.filter((_ms, index) => index % 2 === 0)) / usual - 1)
        plainBeyond.push(median(times.filter((_ms, index) => index % 2 === 1)) / usual - 1)
      }
      const costs = measuredBeyond.map((beyond) => (100 * beyond) / cadence)
      const percent = (values: readonly number[]): number[] => values.map((value) => 100 * value)
      const figure = (name: string, values: readonly number[]): Figure => ({
        name: `${net}: ${name}`,
        value: median(values),
        unit: '%',
        spread: spreadOf(values),
      })
      figures.push(
        figure('a measured step longer by', percent(measuredBeyond)),
        figure(`that over ${cadence} steps, the usual cadence`, costs),
        figure('a plain step of such a run longer by', percent(plainBeyond)),
      )
    } finally {
      for (const engine of [without, measuring]) engine.stop()
    }
  }
  return figures
}
