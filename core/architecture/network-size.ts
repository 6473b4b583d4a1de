/**
 * How large a network would be, by arithmetic alone: before any layer of it is made, so that one of a trillion layers is refused
 * as fast as a small one. The figures are upper bounds, close enough for limits; the exact ones come from the LayerGraph.
 */
import type { Architecture } from './architecture.ts'
import { blockRule } from './blocks.ts'
import { largestActivations, largestLayers, largestMacs, largestParameters } from './limits.ts'
import type { MapSize } from './map-size.ts'
import type { Problem } from './problem.ts'

/** What makes the network too large to handle. `maps`: what goes into each stage, then into the head. */
export function sizeProblems({ input, stem, stages, head }: Architecture, maps: readonly MapSize[]): Problem[] {
  let channels = stem?.width ?? input.channels
  let layers = 10 + head.hidden.length * 2
  let parameters = stem === null ? 0 : stem.kernel ** 2 * input.channels * stem.width
  const pixels = input.height * input.width
  let macs = parameters * pixels
  let activations = pixels * Math.max(input.channels, (stem?.width ?? 0) * 3)
  stages.forEach((stage, index) => {
    const rule = blockRule(stage.kind)
    const { layersPerBlock, first, later } = rule.costs(stage, channels)
    const output = rule.outputWidth(stage)
    const more = stage.blocks - 1
    const before = maps[index]
    const inside = before ? before.height * before.width : 0
    const after = before ? Math.ceil(before.height / stage.stride) * Math.ceil(before.width / stage.stride) : 0
    layers += stage.blocks * layersPerBlock
    parameters += first + more * later
    macs += first * inside + more * later * after
    activations += layersPerBlock * Math.max(channels, output) * (inside + more * after)
    channels = output
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

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

function tooLarge(what: string, actual: number, largest: number, field: string): Problem[] {
  if (actual <= largest) return []
  const [expected, found] = [`at most ${number.format(largest)} ${what}`, `about ${number.format(actual)} ${what}`]
  const message = `The network would have ${found}; up to ${number.format(largest)} can be handled.`
  return [{ severity: 'error', place: 'file', field, message, expected, actual: found }]
}
