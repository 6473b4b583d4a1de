/**
 * How large a network would be, by arithmetic alone: before any layer of it is made, so that one of a trillion layers is refused
 * as fast as a small one. The figures are upper bounds, close enough for limits; the exact ones come from the LayerGraph.
 */
import type { Architecture, Problem, Stage } from './architecture.ts'
import { largestActivations, largestLayers, largestMacs, largestParameters } from './limits.ts'

/** Height and width of a map in pixels, and its channels. */
export interface MapSize {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** Output channels of a stage's blocks. */
export function outputWidth(stage: Stage): number {
  return stage.kind === 'bottleneck' ? stage.width * stage.expansion : stage.width
}

/** What makes the network too large to handle. `maps`: what goes into each stage, then into the head. */
export function sizeProblems({ input, stem, stages, head }: Architecture, maps: readonly MapSize[]): Problem[] {
  let channels = stem?.width ?? input.channels
  let layers = 10 + head.hidden.length * 2
  let parameters = stem === null ? 0 : stem.kernel ** 2 * input.channels * stem.width
  const pixels = input.height * input.width
  let macs = parameters * pixels
  let activations = pixels * Math.max(input.channels, (stem?.width ?? 0) * 3)
  stages.forEach((stage, index) => {
    const { layersPerBlock, first, later } = blockCosts(stage, channels)
    const more = stage.blocks - 1
    const before = maps[index]
    const inside = before ? before.height * before.width : 0
    const after = before ? Math.ceil(before.height / stage.stride) * Math.ceil(before.width / stage.stride) : 0
    layers += stage.blocks * layersPerBlock
    parameters += first + more * later
    macs += first * inside + more * later * after
    activations += layersPerBlock * Math.max(channels, outputWidth(stage)) * (inside + more * after)
    channels = outputWidth(stage)
  })
  const last = maps[stages.length]
  let features = head.pool === 'flatten' && last ? last.height * last.width * channels : channels
  for (const width of [...head.hidden, head.classes]) {
    parameters += features * width
    macs += features * width
    features = width
  }
  return [
    ...tooLarge('layers', layers, largestLayers, 'blocks'),
    ...tooLarge('parameters', parameters, largestParameters, 'width'),
    ...tooLarge('MACs for one image', macs, largestMacs, 'width'),
    ...tooLarge('activations for one image', activations, largestActivations, 'width'),
  ]
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

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

function tooLarge(what: string, actual: number, largest: number, field: string): Problem[] {
  if (actual <= largest) return []
  const [expected, found] = [`at most ${number.format(largest)} ${what}`, `about ${number.format(actual)} ${what}`]
  const message = `The network would have ${found}; up to ${number.format(largest)} can be handled.`
  return [{ severity: 'error', place: 'file', field, message, expected, actual: found }]
}
