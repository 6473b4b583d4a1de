/**
 * This engine: the whole training step, with its data, augmentation, weight decay, loss and error, or an evaluation as a run makes it. Which kernels compute stands
 * behind the workload.
 */
import { analyse } from '../../../core/graph/analysis.ts'
import { createProgram } from '../../../core/tensorflow/create-program.ts'
import { runtimeLocation } from '../../../core/tensorflow/runtime-location.ts'
import { recipeWith } from '../../engine/native.ts'
import { givenWorkload } from '../workload.ts'
import { takeTurns, timed } from './turns.ts'

const workload = givenWorkload()
const { graph } = workload
const kernels = process.argv[3] === 'tensorflow' ? 'tensorflow' : 'own'
const recipe = recipeWith({ ...workload.recipe, kernels })
const totalSteps = 1_000_000
const program = await createProgram(runtimeLocation(), { graph, recipe, dataset: workload.dataset, totalSteps })
const { telemetryEvery } = recipe

await takeTurns(
  { version: `${program.device}, one graph`, parameters: analyse(graph).parameters },
  timed(async (step) => {
    if (workload.phase === 'evaluation') await program.evaluate('test')
    else program.step({ step, rate: 0.01, telemetry: telemetryEvery > 0 && step % telemetryEvery === 0 })
  }),
)
