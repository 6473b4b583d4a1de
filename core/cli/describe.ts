/** `describe`: shapes, parameters, MACs and problems of a network. */
import { lower } from '../architecture/lower.ts'
import type { Problem } from '../architecture/problem.ts'
import { activationBytes, usualBatch } from '../graph/activation-memory.ts'
import { analyse, type Analysis } from '../graph/analysis.ts'
import { bytesText } from '../text/bytes-text.ts'
import { findNetwork } from './networks.ts'
import { visibleText } from '../text/visible-text.ts'
import { count, counted, table } from './text.ts'
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
    activations: analysis?.activations ?? null,
    depth: analysis?.depth ?? null,
    layers: (analysis?.layers ?? []).map(({ layer, parameters, macs, activations }) => ({
      name: layer.name,
      kind: layer.kind,
      outputShape: layer.outputShape,
      parameters,
      macs,
      activations,
    })),
    problems,
  })
}

/** "activation memory 355.22 MB at batch 128 in float32" */
function memoryText(analysis: Analysis): string {
  const batch = usualBatch(analysis.layers[0]?.layer.outputShape[0] ?? 1)
  return `activation memory ${bytesText(activationBytes(analysis, batch), 2)} at batch ${batch} in float32`
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
      `${counted(analysis.depth, 'layer')} deep, ${counted(analysis.parameters, 'parameter')}, ${counted(analysis.macs, 'MAC')} for one image`,
      memoryText(analysis),
    )
  }
  for (const { severity, message, at } of problems) {
    const place = at ? ` (line ${at.line}, column ${at.column})` : ''
    parts.push(`${severity}: ${visibleText(message)}${place}`)
  }
  return parts.join('\n')
}
