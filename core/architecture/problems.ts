/**
 * What is wrong with an architecture (errors: it cannot be trained) or unusual (warnings). One walk over the stages, without
 * building any layer: shapes follow from kernel, stride and padding alone, so it costs the same for 2 and for 200 blocks.
 */
import type { Architecture } from './architecture.ts'
import { blockRule } from './blocks.ts'
import { paddingOf, sideAfter, type MapSize, type MapWindow } from './map-size.ts'
import { sizeProblems } from './network-size.ts'
import { placeName, type Problem } from './problem.ts'

/**
 * Every problem, in the order of the network: input, stem, stages, head, and the net as a whole. What follows a mistake is looked
 * at as if that were mended, so that all mistakes are told at once.
 */
export function findProblems(architecture: Architecture): Problem[] {
  const problems: Problem[] = []
  const { input, stem, stages, head } = architecture
  let map: MapSize = input
  const pass = (window: Window): void => {
    const problem = windowProblem(map, window)
    if (problem) problems.push(problem)
    map = problem ? { ...map, channels: window.channels } : sizeAfter(map, window)
  }
  if (stem !== null) {
    pass({ ...stem, channels: stem.width, place: 'stem', field: 'stride' })
    if (stem.pool !== null) pass({ ...stem.pool, channels: stem.width, place: 'stem', field: 'pool' })
  }
  const maps: MapSize[] = []
  stages.forEach((stage, index) => {
    maps.push(map)
    const rule = blockRule(stage.kind)
    const earlier = stages[index - 1]
    const before = earlier?.kind === stage.kind ? earlier : undefined
    problems.push(...rule.problems(stage, { index, map, before }))
    for (const window of rule.windows(stage)) pass({ ...window, channels: rule.outputWidth(stage), place: index })
  })
  maps.push(map)
  return [...problems, ...headProblems(head), ...sizeProblems(architecture, maps)]
}

/** Convolution or pooling that moves over a map, padded as lowering does. */
interface Window extends MapWindow {
  /** Of its output. */
  readonly channels: number
  readonly place: 'stem' | number
  readonly field: 'stride' | 'pool'
}

function sizeAfter({ height, width }: MapSize, window: Window): MapSize {
  return { height: sideAfter(height, window), width: sideAfter(width, window), channels: window.channels }
}

function windowProblem({ height, width }: MapSize, window: Window): Problem | null {
  const { kernel, stride, place, field } = window
  const side = Math.min(height, width)
  const least = kernel - 2 * paddingOf(window)
  const size = `${height}×${width}`
  if (side < least) {
    return {
      severity: 'error',
      place,
      field: field === 'pool' ? 'pool' : 'kernel',
      message: `${placeName(place)}: a window of ${kernel}×${kernel} does not fit into the map of ${size}.`,
      expected: `a map of at least ${least}×${least}`,
      actual: size,
      mend: field === 'pool' ? withoutPooling : { label: 'Set kernel 3', value: 3 },
    }
  }
  if (stride <= side) return null
  return {
    severity: 'error',
    place,
    field,
    message: `${placeName(place)}: stride ${stride} steps over the whole map of ${size}.`,
    expected: `stride ${side} or less`,
    actual: `stride ${stride}`,
    mend: field === 'pool' ? withoutPooling : { label: 'Set stride 1', value: 1 },
  }
}

const withoutPooling = { label: 'Leave pooling out', value: null }

function headProblems(head: Architecture['head']): Problem[] {
  if (head.classes > 1) return []
  return [
    {
      severity: 'warning',
      place: 'head',
      field: 'classes',
      message: 'With one class every image is right: there is nothing to learn.',
      expected: '2 or more classes',
      actual: '1 class',
    },
  ]
}
