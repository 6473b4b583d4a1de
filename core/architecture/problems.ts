/**
 * What is wrong with an architecture (errors: it cannot be trained) or unusual (warnings). One walk over the stages, without
 * building any layer: shapes follow from kernel, stride and padding alone, so it costs the same for 2 and for 200 blocks.
 */
import type { Architecture, Problem, Stage } from './architecture.ts'
import { largestLayers, largestParameters } from './limits.ts'
import { windowed } from '../graph/map-shape.ts'

/** Height and width of a map in pixels, and its channels. */
interface MapSize {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** Every problem, in the order of the network: input, stem, stages, head, and the net as a whole. */
export function findProblems(architecture: Architecture): Problem[] {
  const problems: Problem[] = []
  const { input, stem, stages, head } = architecture
  let map: MapSize | null = input
  if (stem !== null) {
    map = shrink(map, stem.kernel, stem.stride, problems, 'stem', 'stride', stem.width)
    if (map !== null && stem.pool !== null) {
      map = shrink(map, stem.pool.kernel, stem.pool.stride, problems, 'stem', 'pool', map.channels)
    }
  }
  stages.forEach((stage, index) => {
    if (map === null) return
    if (stage.kind !== 'conv') problems.push(...shortcutProblems(stage, index, map), ...widthProblems(stage, index, map, stages))
    map = stageOutput(stage, index, map, problems)
  })
  problems.push(...sizeProblems(architecture, map))
  if (head.classes === 1) {
    problems.push({
      severity: 'warning',
      place: 'head',
      field: 'classes',
      message: 'With one class every image is right: there is nothing to learn.',
      expected: '2 or more classes',
      actual: '1 class',
    })
  }
  return problems
}

/** Output channels of a stage's blocks. */
export function outputWidth(stage: Stage): number {
  return stage.kind === 'bottleneck' ? stage.width * stage.expansion : stage.width
}

function stageOutput(stage: Stage, index: number, map: MapSize, problems: Problem[]): MapSize | null {
  const kernel = stage.kind === 'bottleneck' && stage.strideIn === '1x1' ? 1 : 3
  let output = shrink(map, kernel, stage.stride, problems, index, 'stride', outputWidth(stage))
  if (stage.kind === 'conv' && stage.pool !== null && output !== null) {
    output = shrink(output, stage.pool.kernel, stage.pool.stride, problems, index, 'pool', output.channels)
  }
  return output
}

/** Size after a window of `kernel` at `stride`; reports what does not fit, or strides over the whole map. */
function shrink(
  map: MapSize,
  kernel: number,
  stride: number,
  problems: Problem[],
  place: 'stem' | number,
  field: string,
  channels: number,
): MapSize | null {
  const side = Math.min(map.height, map.width)
  const padding = Math.floor((kernel - 1) / 2)
  const size = `${map.height}×${map.width}`
  if (side + 2 * padding < kernel) {
    problems.push({
      severity: 'error',
      place,
      field,
      message: `${placeName(place)}: a window of ${kernel}×${kernel} does not fit into the map of ${size}.`,
      expected: `a map of at least ${kernel - 2 * padding}×${kernel - 2 * padding}`,
      actual: size,
    })
    return null
  }
  if (stride > side) {
    problems.push({
      severity: 'error',
      place,
      field,
      message: `${placeName(place)}: stride ${stride} steps over the whole map of ${size}.`,
      expected: `stride ${side} or less`,
      actual: `stride ${stride}`,
      ...(field === 'stride' ? { mend: { label: 'Set stride 1', value: 1 } } : {}),
    })
    return null
  }
  return {
    height: windowed(map.height, kernel, stride, padding),
    width: windowed(map.width, kernel, stride, padding),
    channels,
  }
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

/** The paper doubles the width where it halves the map, so that every layer costs the same. */
function widthProblems(
  stage: Stage & { kind: 'basic' | 'bottleneck' },
  index: number,
  map: MapSize,
  stages: readonly Stage[],
): Problem[] {
  const before = stages[index - 1]
  if (before === undefined || before.kind === 'conv' || stage.stride !== 2) return []
  const expected = before.width * 2
  if (stage.width === expected || stage.kind !== before.kind) return []
  const side = windowed(Math.min(map.height, map.width), 3, 2, 1)
  return [
    {
      severity: 'warning',
      place: index,
      field: 'width',
      message: `${placeName(index)}: halving ${Math.min(map.height, map.width)} to ${side} asks for width ${expected}; it is ${stage.width}.`,
      expected: `width ${expected}`,
      actual: `width ${stage.width}`,
      source: 'He et al. 2016, section 3.3',
      mend: { label: `Set width ${expected}`, value: expected },
    },
  ]
}

/** Nets too large to hold: found by arithmetic, before any layer is made. */
function sizeProblems(architecture: Architecture, map: MapSize | null): Problem[] {
  const { input, stem, stages, head } = architecture
  let channels = stem?.width ?? input.channels
  let layers = 10 + head.hidden.length * 2
  let parameters = stem === null ? 0 : stem.kernel ** 2 * input.channels * stem.width
  for (const stage of stages) {
    const { layersPerBlock, first, later } = blockCosts(stage, channels)
    layers += stage.blocks * layersPerBlock
    parameters += first + (stage.blocks - 1) * later
    channels = outputWidth(stage)
  }
  let features = head.pool === 'flatten' && map !== null ? map.height * map.width * channels : channels
  for (const width of [...head.hidden, head.classes]) {
    parameters += features * width
    features = width
  }
  const problems: Problem[] = []
  if (layers > largestLayers) problems.push(tooLarge('layers', layers, largestLayers, 'blocks'))
  if (parameters > largestParameters) problems.push(tooLarge('parameters', parameters, largestParameters, 'width'))
  return problems
}

/** Layers of a block with its shortcut, and convolution weights of the first and of a later block. */
function blockCosts(stage: Stage, channels: number): { layersPerBlock: number; first: number; later: number } {
  const { width } = stage
  const output = outputWidth(stage)
  switch (stage.kind) {
    case 'basic': {
      const inner = 9 * width * width * (stage.layers - 1)
      return {
        layersPerBlock: 3 * stage.layers + 4,
        first: 9 * channels * width + inner + channels * width,
        later: 9 * width * width + inner + (stage.shortcut === 'C' ? width * width : 0),
      }
    }
    case 'bottleneck': {
      const inner = 9 * width * width + width * output
      return {
        layersPerBlock: 13,
        first: channels * width + inner + channels * output,
        later: output * width + inner + (stage.shortcut === 'C' ? output * output : 0),
      }
    }
    case 'conv':
      return { layersPerBlock: 4, first: 9 * channels * width, later: 9 * width * width }
  }
}

function tooLarge(what: 'layers' | 'parameters', actual: number, largest: number, field: string): Problem {
  const format = new Intl.NumberFormat('en-US')
  return {
    severity: 'error',
    place: 'file',
    field,
    message: `The network would have about ${format.format(actual)} ${what}; up to ${format.format(largest)} can be handled.`,
    expected: `at most ${format.format(largest)} ${what}`,
    actual: `about ${format.format(actual)} ${what}`,
  }
}

function placeName(place: 'stem' | number): string {
  return place === 'stem' ? 'Stem' : `Stage ${place + 1}`
}
