/** The way back through runs and convolutions that our own kernels join: what one makes on its way is kept here for the other. */
import { type Forward, type GraphTensor } from '../graph/graph-layer.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import type { Gradients } from './gradients.ts'
import type { GraphWriter } from './graph-writer.ts'
import { convolutionReads, layerOf, outputOf, readsOf, runInputs } from './layer-nodes.ts'
import type { ForwardPass } from './network.ts'
import type { BatchNormBack, BatchNormSums } from './own-kernels/batch-norm.ts'
import { emitConvolutionGradients, type GoingOn } from './own-kernels/convolution-gradients.ts'
import { emitByInput } from './own-kernels/convolution.ts'
import type { Run } from '../graph/kernel-plan.ts'
import { emitRunBackward, emitRunSums } from './own-kernels/runs.ts'

/** What a backward pass is written with. */
export interface WayBack {
  readonly writer: GraphWriter
  readonly graph: LayerGraph
  readonly pass: ForwardPass
  readonly gradients: Gradients
  /** Outputs of layers, some of them computed again by now. */
  readonly layers: Forward[]
  /** What goes back through a layer to each of its inputs, and the gradients by its parameters. */
  goBack(to: Layer, shares: readonly (GraphTensor | null)[], parameters: Readonly<Record<string, GraphTensor>>): void
  /** Computes the layers of the segment that ends here again, once this gradient is there; nothing where none does, or they are already. */
  computeAgain(end: number, gradient: GraphTensor): void
}

export class BackwardJoins {
  readonly #way: WayBack
  /** Of BN, by its layer: gathered by a convolution on its way. */
  readonly #gathered = new Map<number, BatchNormSums>()
  /** By the convolution: BN behind it, whose sums are known. */
  readonly #behind = new Map<number, BatchNormBack>()

  constructor(way: WayBack) {
    this.#way = way
  }

  throughRun(run: Run): void {
    const { writer, graph, pass, gradients, layers, goBack } = this.#way
    const batchNorm = layerOf(graph, run.batchNorm)
    const last = run.relu ?? run.addition?.layer ?? run.batchNorm
    writer.within(`${batchNorm.name}/backward`, () => {
      const inputs = runInputs(graph, run, pass.values, (id) => outputOf(layers, id), layers)
      const total = (): GraphTensor => gradients.total(last)
      const output = outputOf(layers, last)
      const sums = this.#gathered.get(run.batchNorm) ?? emitRunSums(writer, run, inputs, gradients.shares(last), total(), output)
      if (run.convolution !== null) this.#behind.set(run.convolution, { input: inputs.input, values: inputs.values, sums })
      const { byBatchNorm, byAddition, byRelu } = emitRunBackward(writer, inputs, sums, total, output)
      if (run.relu !== null) goBack(layerOf(graph, run.relu), [byRelu], {})
      if (run.addition !== null) goBack(layerOf(graph, run.addition.layer), [byAddition, byAddition], {})
      goBack(batchNorm, [byBatchNorm], { scale: sums.byScale, offset: sums.byOffset })
    })
  }

  /** Through a convolution both of whose gradients are one kernel's. The one by its input, where it goes on, is made only for what looks inside the network. */
  throughBoth(layer: Layer): void {
    const { writer, graph, pass, gradients, layers, goBack, computeAgain } = this.#way
    const behind = this.#behind.get(layer.id)
    if (behind === undefined) throw new RangeError(`Nothing has come back through BN behind ${layer.name}.`)
    const on = pass.kernels.goesOn.get(layer.id)
    // Its BN's input is read here already.
    if (on?.relu != null) computeAgain(on.relu, behind.sums.gradient)
    writer.within(`${layer.name}/backward`, () => {
      const read = readsOf(graph, pass.kernels, pass.values, layer, true, (id) => outputOf(layers, id), layers)
      const reads = convolutionReads(pass.kernels, pass.values, layer, read)
      const { byInput, byWeights, sums } = emitConvolutionGradients(
        writer,
        reads,
        behind,
        on === undefined ? null : this.#goingOn(on),
      )
      if (on === undefined || sums === null) return goBack(layer, [byInput], { weights: byWeights })
      this.#gathered.set(on.batchNorm, sums)
      const alone = emitByInput(writer, reads, gradients.total(layer.id))
      goBack(layer, [alone], { weights: byWeights })
    })
  }

  #goingOn(run: Run): GoingOn {
    const { graph, pass, gradients, layers } = this.#way
    const { input, values } = runInputs(graph, run, pass.values, (id) => outputOf(layers, id), layers)
    const isReadThrough = [...pass.kernels.readThrough.values()].includes(run)
    return { values, input: isReadThrough ? null : input, other: gradients.soFar(run.relu ?? run.batchNorm) }
  }
}
