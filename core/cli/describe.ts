/** `describe`: shapes, parameters, MACs and problems of a network. */
import { lower } from '../architecture/lower.ts'
import type { Problem } from '../architecture/problem.ts'
import { analyse, type Analysis } from '../graph/analysis.ts'
import { findNetwork } from './networks.ts'
import { visibleText } from '../text/visible-text.ts'
import { count, table } from './text.ts'
import { exitCode } from './usage.ts'

/** Prints what is known of the network and gives the exit code: 1 when it could not be trained. */
export async function describe(name: string, json: boolean, print: (line: string) => void): Promise<number> {
  const network = await findNetwork(name)
  const lowered = network.ok ? lower(network.architecture) : network
  const analysis = 'graph' in lowered ? analyse(lowered.graph) : null
  print(json ? asJson(network.title, analysis, lowered.problems) : asText(network.title, analysis, lowered.problems))
  return lowered.ok ? exitCode.finished : exitCode.failed
}

function asJson(architecture: string, analysis: Analysis | null, problems: readonly Problem[]): string {
  return JSON.stringify({
    architecture,
    parameters: analysis?.parameters ?? null,
    macs: analysis?.macs ?? null,
    layers: (analysis?.layers ?? []).map(({ layer, parameters, macs }) => ({
      name: layer.name,
      kind: layer.kind,
      outputShape: layer.outputShape,
      parameters,
      macs,
    })),
    problems,
  })
}

function asText(title: string, analysis: Analysis | null, problems: readonly Problem[]): string {
  const parts = [visibleText(title)]
  if (analysis) {
    const rows = analysis.layers.map(({ layer, parameters, macs }) => [
      layer.name,
      layer.kind,
      layer.outputShape.join('×'),
      count(parameters),
      count(macs),
    ])
    parts.push(table(['layer', 'kind', 'output', 'parameters', 'MACs'], rows, [2, 3, 4]), '')
    parts.push(
      `${analysis.depth} layers deep, ${count(analysis.parameters)} parameters, ${count(analysis.macs)} MACs for one image`,
    )
  }
  for (const { severity, message, at } of problems) {
    const place = at ? ` (line ${at.line}, column ${at.column})` : ''
    parts.push(`${severity}: ${visibleText(message)}${place}`)
  }
  return parts.join('\n')
}
