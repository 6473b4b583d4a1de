/**
 * What is wrong with an architecture (errors: it cannot be trained) or unusual (warnings). One walk over the stages, without
 * building any layer: shapes follow from kernel, stride and padding alone, so it costs the same for 2 and for 200 blocks.
 */
import type { Architecture, Problem, Stage } from './architecture.ts'
import { largestWidth } from './limits.ts'
import { outputWidth, sizeProblems, type MapSize } from './network-size.ts'
import { windowed } from '../graph/map-shape.ts'

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
    const channels = outputWidth(stage)
    if (stage.kind !== 'conv') problems.push(...residualProblems(stage, index, map, stages[index - 1]))
    pass({ kernel: 3, stride: stage.stride, channels, place: index, field: 'stride' })
    if (stage.kind === 'conv' && stage.pool !== null) pass({ ...stage.pool, channels, place: index, field: 'pool' })
  })
  maps.push(map)
  return [...problems, ...headProblems(head), ...sizeProblems(architecture, maps)]
}

/** Convolution or pooling that moves over a map, padded as lowering does. */
interface Window {
  readonly kernel: number
  readonly stride: number
  /** Of its output. */
  readonly channels: number
  readonly place: 'stem' | number
  readonly field: 'stride' | 'pool'
}

const paddingOf = ({ kernel }: Window): number => Math.floor((kernel - 1) / 2)

function sizeAfter({ height, width }: MapSize, window: Window): MapSize {
  const { kernel, stride, channels } = window
  const padding = paddingOf(window)
  return { height: windowed(height, kernel, stride, padding), width: windowed(width, kernel, stride, padding), channels }
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

type ResidualStage = Stage & { kind: 'basic' | 'bottleneck' }

/** `map` goes into the stage, from the stage `before` if there is one. */
function residualProblems(stage: ResidualStage, index: number, map: MapSize, before: Stage | undefined): Problem[] {
  return [...shortcutProblems(stage, index, map), ...layersProblems(stage, index), ...widthProblems(stage, index, map, before)]
}

function shortcutProblems(stage: Stage & { kind: 'basic' | 'bottleneck' }, index: number, map: MapSize): Problem[] {
  const to = outputWidth(stage)
  if (stage.shortcut !== 'A' || to >= map.channels) return []
  return [
    {
      severity: 'error',
      place: index,
      field: 'shortcut',
      message: `${placeName(index)}: option A pads with zeros; it cannot narrow ${map.channels} to ${to} channels.`,
      expected: `width ${map.channels} or more, or a projection`,
      actual: `${map.channels} to ${to} channels`,
      source: 'He et al. 2016, section 3.3',
      mend: { label: 'Projection here', value: 'B' },
    },
  ]
}

/** y = Wx + x is a linear layer in all but name. */
function layersProblems(stage: ResidualStage, index: number): Problem[] {
  if (stage.kind !== 'basic' || stage.layers > 1 || stage.shortcut === 'none') return []
  return [
    {
      severity: 'warning',
      place: index,
      field: 'layers',
      message: `${placeName(index)}: a shortcut around one layer has shown no advantage.`,
      expected: '2 layers a block or more',
      actual: '1 layer a block',
      source: 'He et al. 2016, section 3.2',
      mend: { label: 'Set 2 layers', value: 2 },
    },
  ]
}

/** The paper doubles the width where it halves the map, so that every layer costs the same. */
function widthProblems(stage: ResidualStage, index: number, map: MapSize, before: Stage | undefined): Problem[] {
  if (before === undefined || before.kind === 'conv' || stage.stride !== 2) return []
  const expected = before.width * 2
  if (stage.width === expected || expected > largestWidth || stage.kind !== before.kind) return []
  const from = Math.min(map.height, map.width)
  const to = windowed(from, 3, 2, 1)
  return [
    {
      severity: 'warning',
      place: index,
      field: 'width',
      message: `${placeName(index)}: halving ${from} to ${to} asks for width ${expected}; it is ${stage.width}.`,
      expected: `width ${expected}`,
      actual: `width ${stage.width}`,
      source: 'He et al. 2016, section 3.3',
      mend: { label: `Set width ${expected}`, value: expected },
    },
  ]
}

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

function placeName(place: 'stem' | number): string {
  return place === 'stem' ? 'Stem' : `Stage ${place + 1}`
}
