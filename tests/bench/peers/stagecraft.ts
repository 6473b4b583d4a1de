/** This engine: the whole training step, with its data, augmentation, weight decay, loss and error. */
import { analyse } from '../../../core/graph/analysis.ts'
import { createNativeProgram } from '../../../core/tensorflow/native-program.ts'
import { nativeBinding, recipeWith } from '../../engine/native.ts'
import { givenWorkload } from '../workload.ts'
import { takeTurns, timed } from './turns.ts'

const workload = givenWorkload()
const { graph } = workload
const recipe = recipeWith(workload.recipe)
const binding = nativeBinding()
const totalSteps = 1_000_000
const program = createNativeProgram(binding, 'native', { graph, recipe, dataset: workload.dataset, totalSteps })
const { telemetryEvery } = recipe

await takeTurns(
  { version: `TensorFlow ${binding.TF_Version}, one graph`, parameters: analyse(graph).parameters },
  timed((step) => {
    program.step({ step, rate: 0.01, telemetry: telemetryEvery > 0 && step % telemetryEvery === 0 })
  }),
)
