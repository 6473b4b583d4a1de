/** What stands at the beginning of a source: what it is, what it costs, and how its weights are loaded. */
import { analyse } from '../graph/analysis.ts'
import type { Shape } from '../graph/tensors.ts'
import type { ExportedNetwork } from './exported-network.ts'

const count = new Intl.NumberFormat('en-US')

/** The module's docstring, and an empty line. `loading`: lines on how it is used in this framework. */
export function headerLines(network: ExportedNetwork, loading: readonly string[]): string[] {
  const { graph } = network
  const { parameters, macs, depth } = analyse(graph)
  const [image, scores] = [graph.layers[0], graph.layers[graph.layers.length - 1]].map((layer) => sides(layer?.outputShape))
  return [
    `"""${documented(network.name)}, as exported from Stagecraft.`,
    '',
    `${count.format(parameters)} parameters, ${count.format(macs)} multiply-accumulates for one image, ${count.format(depth)} layers deep.`,
    `Takes ${image} images and gives ${scores} class scores. ${weightsWords(network)}`,
    ...scalingLines(network),
    ...loading,
    '"""',
    '',
  ]
}

/** A source without a file of weights draws them when the model is made. */
function weightsWords({ weights: { file, from } }: ExportedNetwork): string {
  return file === null ? 'Its weights are drawn when it is made.' : `Weights: ${documented(from)}.`
}

function scalingLines({ weights: { scaling } }: ExportedNetwork): string[] {
  if (scaling === null) return []
  const list = (values: readonly number[]): string => `(${values.map((value) => Number(value.toPrecision(7))).join(', ')})`
  return [
    'Trained on images of (pixel - mean) / std by channel, pixels from 0 to 255:',
    `mean ${list(scaling.mean)}, std ${list(scaling.std)}.`,
  ]
}

function sides(shape: Shape | undefined): string {
  return (shape ?? []).join('×')
}

/** A person's words within a docstring, which they cannot end. */
export function documented(text: string): string {
  return text.replaceAll('\\', '/').replaceAll('"', "'").replace(/\s+/g, ' ')
}
