/** What a network holds at once while an image goes through it, where each map is let go of after its last reader. */
import { layersOf, type KernelPlan } from './kernel-plan.ts'
import type { LayerGraph } from './layer-graph.ts'
import { size } from './tensors.ts'

/** A map that is made, and those that are read for it, by the ids of their layers. */
interface Made {
  readonly id: number
  readonly reads: ReadonlySet<number>
}

/** Numbers of one image, at the moment when most are held. What is read is held while a map is made of it; what our own kernels join is made at once. */
export function liveNumbers(graph: LayerGraph, kernels: KernelPlan): number {
  const made = mapsOf(graph, kernels)
  const numbersOf = (id: number): number => size(graph.layers[id]?.outputShape ?? [])
  const last = new Map<number, number>()
  for (const { id, reads } of made) for (const read of reads) last.set(read, id)
  let held = 0
  let most = 0
  for (const { id, reads } of made) {
    held += numbersOf(id)
    most = Math.max(most, held)
    for (const read of reads) if (last.get(read) === id) held -= numbersOf(read)
  }
  return most
}

/** In evaluation: a run that begins with a convolution of ours is made with it, one that a convolution reads through is never made. */
function mapsOf({ layers }: LayerGraph, { runs, readThrough }: KernelPlan): Made[] {
  const joined = new Set(
    [...runs].flatMap(([last, run]) => [
      ...layersOf(run).filter((id) => id !== last),
      ...(run.convolution === null ? [] : [run.convolution]),
    ]),
  )
  const through = new Set(
    [...readThrough.values()].filter(({ convolution }) => convolution === null).map((run) => Math.max(...layersOf(run))),
  )
  const inputsOf = (id: number): readonly number[] => {
    const run = readThrough.get(id)
    const read = run?.convolution === null ? run.batchNorm : id
    return layers[read]?.inputs ?? []
  }
  return layers.flatMap(({ id }): Made[] => {
    if (joined.has(id) || through.has(id)) return []
    const run = runs.get(id)
    if (run === undefined) return [{ id, reads: new Set(inputsOf(id)) }]
    const shortcut = run.addition === null ? [] : [run.addition.shortcut]
    return [{ id, reads: new Set([...inputsOf(run.convolution ?? run.batchNorm), ...shortcut]) }]
  })
}
