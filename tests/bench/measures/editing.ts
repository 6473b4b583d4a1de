/**
 * What the editor computes at a keystroke: the edit, and all that is drawn of the design after it (lowered, analysed, its problems, its
 * picture). A frame has 16 ms.
 */
import { changeStages } from '../../../core/architecture/edit-selection.ts'
import { mergeStages, splitStage } from '../../../core/architecture/split-merge.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import { presetOf } from '../workload.ts'
import type { MeasureRequest } from './measures.ts'

const usual = ['resnet-20', 'resnet-110', 'resnet-1202', 'densenet-121']
/** Some are left out at first: the engine compiles what it sees often. */
const [warmUp, edits] = [20, 100]

export async function measureEditing({ nets }: MeasureRequest): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const net of nets.length > 0 ? nets : usual) {
    process.stderr.write(`editing: ${net}\n`)
    const architecture = await presetOf(net)
    const all = architecture.stages.map((_, index) => index)
    figures.push(
      timed(`${net}: width of all stages`, architecture, (from, index) =>
        changeStages(from, all, (stage) => ({ width: stage.width + (index % 2 === 0 ? 1 : -1) })),
      ),
      timed(`${net}: a stage split, or merged again`, architecture, (from, index) =>
        index % 2 === 0 ? splitStage(from, 1) : mergeStages(from, [1, 2]),
      ),
    )
  }
  return figures
}

function timed(name: string, first: Architecture, edit: (from: Architecture, index: number) => Architecture): Figure {
  const times: number[] = []
  let architecture = first
  for (let index = 0; index < warmUp + edits; index += 1) {
    const startedAt = performance.now()
    architecture = edit(architecture, index)
    buildStack(architecture)
    if (index >= warmUp) times.push(performance.now() - startedAt)
  }
  return { name, value: median(times), unit: 'ms', spread: spreadOf(times) }
}
