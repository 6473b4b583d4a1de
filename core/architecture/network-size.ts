/** What makes a network too large to handle: told by arithmetic, so that one of a trillion layers is refused as fast as a small one. */
import { largestActivations, largestLayers, largestMacs, largestParameters } from './limits.ts'
import type { Problem } from './problem.ts'
import type { WalkedNetwork } from './walk-network.ts'

export function sizeProblems({ stem, stages, head }: WalkedNetwork): Problem[] {
  const parts = [...(stem ? [stem] : []), ...stages, head]
  const total = (what: 'layers' | 'parameters' | 'macs' | 'activations'): number =>
    parts.reduce((sum, part) => sum + part[what], 0)
  return [
    ...tooLarge('layers', total('layers'), largestLayers, 'blocks'),
    ...tooLarge('parameters', total('parameters'), largestParameters, 'width'),
    ...tooLarge('MACs for one image', total('macs'), largestMacs, 'width'),
    ...tooLarge('activations for one image', total('activations'), largestActivations, 'width'),
  ]
}

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

function tooLarge(what: string, actual: number, largest: number, field: string): Problem[] {
  if (actual <= largest) return []
  const [expected, found] = [`at most ${number.format(largest)} ${what}`, `about ${number.format(actual)} ${what}`]
  const message = `The network would have ${found}; up to ${number.format(largest)} can be handled.`
  return [{ severity: 'error', place: 'file', field, message, expected, actual: found }]
}
