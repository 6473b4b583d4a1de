/** The files of an export, whatever the format. */
import { fileParts, headerText, type Tensors } from '../files/safetensors.ts'
import type { ExportedNetwork } from './exported-network.ts'
import type { ExportFormat } from './formats.ts'
import { kerasSource } from './keras-source.ts'
import { layerJson } from './layer-json.ts'
import { onnxModel } from './onnx.ts'
import { pytorchSource } from './pytorch-source.ts'
import { servedModel } from './saved-model.ts'
import { kerasWeights, pytorchWeights } from './weights.ts'

export interface ExportedFile {
  /** Below the folder that is exported to, with slashes. */
  readonly path: string
  readonly parts: Iterable<string | Uint8Array>
}

export interface ExportRequest {
  readonly network: Omit<ExportedNetwork, 'weights'>
  readonly format: ExportFormat
  /** Name of the files, without what follows the dot. Also that of a Python module. */
  readonly name: string
  weights(): Tensors
  /** Whether sources get a file with the weights beside them. */
  readonly withWeights: boolean
  readonly from: string
  readonly scaling: ExportedNetwork['weights']['scaling']
}

/** Throws a Failure where the format cannot hold the network. */
export function exportedFiles({ network, format, name, weights, withWeights, from, scaling }: ExportRequest): ExportedFile[] {
  const file = withWeights && (format === 'pytorch' || format === 'keras') ? `${name}.safetensors` : null
  const exported: ExportedNetwork = { ...network, weights: { file, from, scaling } }
  const beside = (tensors: () => Tensors): ExportedFile[] => (file === null ? [] : [tensorFile(file, tensors(), from)])
  switch (format) {
    case 'pytorch':
      return [source(`${name}.py`, pytorchSource(exported)), ...beside(() => pytorchWeights(network.graph, weights()))]
    case 'keras':
      return [source(`${name}.py`, kerasSource(exported)), ...beside(() => kerasWeights(network.graph, weights()))]
    case 'onnx':
      return [{ path: `${name}.onnx`, parts: [onnxModel(exported, weights())] }]
    case 'savedmodel':
      return [{ path: `${name}/saved_model.pb`, parts: [servedModel(exported, weights())] }]
    case 'json':
      return [source(`${name}.json`, layerJson(exported))]
  }
}

function source(path: string, text: string): ExportedFile {
  return { path, parts: [text] }
}

function tensorFile(path: string, tensors: Tensors, from: string): ExportedFile {
  return { path, parts: fileParts(headerText(tensors, { format: 'pt', weights: from }), tensors) }
}
