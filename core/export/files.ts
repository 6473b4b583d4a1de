/** The files of an export, whatever the format. */
import { fileParts, headerText, type Tensors } from '../files/safetensors.ts'
import type { ExportedNetwork } from './exported-network.ts'
import type { ExportFormat } from './formats.ts'
import { kerasSource } from './keras-source.ts'
import { layerJson } from './layer-json.ts'
import { requireMessage } from './message-limit.ts'
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

/** Paths of the files below the folder that is exported to: the network's, and that of the weights where they stand beside it. */
export function filePaths(format: ExportFormat, name: string, withWeights: boolean): string[] {
  switch (format) {
    case 'pytorch':
    case 'keras':
      return [`${name}.py`, ...(withWeights ? [`${name}.safetensors`] : [])]
    case 'onnx':
      return [`${name}.onnx`]
    case 'savedmodel':
      return [`${name}/saved_model.pb`]
    case 'json':
      return [`${name}.json`]
  }
}

/** Throws a Failure where the format cannot hold the network. */
export function exportedFiles({ network, format, name, weights, withWeights, from, scaling }: ExportRequest): ExportedFile[] {
  const [path = '', file = null] = filePaths(format, name, withWeights)
  const exported: ExportedNetwork = { ...network, weights: { file, from, scaling } }
  const beside = (tensors: () => Tensors): ExportedFile[] => (file === null ? [] : [tensorFile(file, tensors(), from)])
  switch (format) {
    case 'pytorch':
      return [source(path, pytorchSource(exported)), ...beside(() => pytorchWeights(network.graph, weights()))]
    case 'keras':
      return [source(path, kerasSource(exported)), ...beside(() => kerasWeights(network.graph, weights()))]
    case 'onnx':
      requireMessage(network.graph, 'ONNX')
      return [{ path, parts: [onnxModel(exported, weights())] }]
    case 'savedmodel':
      requireMessage(network.graph, 'A SavedModel')
      return [{ path, parts: [servedModel(exported, weights())] }]
    case 'json':
      return [source(path, layerJson(exported))]
  }
}

function source(path: string, text: string): ExportedFile {
  return { path, parts: [text] }
}

function tensorFile(path: string, tensors: Tensors, from: string): ExportedFile {
  return { path, parts: fileParts(headerText(tensors, { format: 'pt', weights: from }), tensors) }
}
