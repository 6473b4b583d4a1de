/** The formats that a network is exported to: names for the command line, words for the window. */

export const exportFormats = ['pytorch', 'keras', 'onnx', 'savedmodel', 'json'] as const

export type ExportFormat = (typeof exportFormats)[number]

export interface FormatWords {
  readonly label: string
  /** What is written. */
  readonly note: string
  /** Whether it can be written without weights, with them, or whether that is a choice. */
  readonly weights: 'choice' | 'always' | 'never'
  /** Whether the maps at the ends of the stages can be outputs too. */
  readonly features: boolean
}

export const formatWords: Readonly<Record<ExportFormat, FormatWords>> = {
  pytorch: { label: 'PyTorch', note: 'Python source; weights as safetensors beside it', weights: 'choice', features: true },
  keras: { label: 'Keras', note: 'Python source; weights as safetensors beside it', weights: 'choice', features: true },
  onnx: { label: 'ONNX', note: 'one file with network and weights, opset 21', weights: 'always', features: true },
  savedmodel: { label: 'SavedModel', note: "TensorFlow's folder with network and weights", weights: 'always', features: true },
  json: { label: 'JSON', note: 'every layer with its settings, shapes and counts', weights: 'never', features: false },
}
