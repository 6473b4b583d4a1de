/** From steps to layers of a LayerGraph. */
import type { GraphBuilder } from '../graph/graph-builder.ts'
import type { Branch, Place } from '../graph/layer-graph.ts'
import { isFork, type Fork, type Step } from './steps.ts'

/** Where the layers of some steps stand, and what their names begin with: `stage1.block1`. */
export interface StepsSite {
  readonly name: string
  place(branch: Branch): Place
}

/** Adds the layers of all steps after the layer `start`, on the given branch; gives the id of the last one, `start` where there are none. */
export function lowerSteps(
  builder: GraphBuilder,
  steps: readonly Step[],
  start: number,
  site: StepsSite,
  branch: Branch = 'main',
): number {
  return steps.reduce(
    (at, step) =>
      isFork(step)
        ? lowerFork(builder, step, at, site, branch)
        : builder.appendTo([at], step.layer, `${site.name}.${step.name}`, step.config, site.place(branch)),
    start,
  )
}

function lowerFork(builder: GraphBuilder, fork: Fork, start: number, site: StepsSite, branch: Branch): number {
  const { branches, merge } = fork
  const ways = branches.map((way) => {
    const first = builder.last + 1
    // What lies within a shortcut or a gate belongs to it, whatever it is there.
    const end = lowerSteps(builder, way.steps, start, site, branch === 'main' ? way.branch : branch)
    return { branch: way.branch, first, end }
  })
  const name = `${site.name}.${merge.name}`
  const ends = ways.map(({ end }) => end)
  const merged = builder.appendTo(ends, merge.layer, name, merge.config, site.place(branch))
  builder.join({ name: fork.name === undefined ? site.name : `${site.name}.${fork.name}`, input: start, ways, merge: merged })
  return merged
}
