/** The formats that a network is exported to: names for the command line, words for the window. */
import { variableName } from './python-text.ts'

export const exportFormats = ['pytorch', 'keras', 'onnx', 'savedmodel', 'json'] as const

/** What runs are written as, with what they measured. */
export const runsFormats = ['pack', 'csv', 'parquet', 'tensorboard', 'mlflow', 'report'] as const
export type RunsFormat = (typeof runsFormats)[number]

export interface RunsFormatWords {
  readonly label: string
  /** What is written. */
  readonly note: string
  /** Of the one file that is made; nothing where it is a folder. */
  readonly ending: string
}

export const runsFormatWords: Readonly<Record<RunsFormat, RunsFormatWords>> = {
  pack: { label: 'one file', note: 'whole runs with their checkpoints, for another library', ending: '.stagecraft-runs' },
  csv: { label: 'CSV', note: 'a table a file: runs, settings, steps, epochs, evaluations, events', ending: '' },
  parquet: { label: 'Parquet', note: 'the same tables, compressed and typed', ending: '' },
  tensorboard: { label: 'TensorBoard', note: 'a log folder with event files; numbers as float32', ending: '' },
  report: {
    label: 'report',
    note: 'results, charts, settings and designs as Markdown and as one HTML file, read offline',
    ending: '',
  },
  mlflow: { label: 'MLflow', note: 'a file store with settings and measurements', ending: '' },
}

/** A design's or run's name as that of its files, and of a Python module: `resnet_20` for `ResNet-20`. */
export function fileName(name: string): string {
  return variableName(name).slice(0, 80)
}

/** The same of what is written of several together. */
export function commonFileName(names: readonly string[]): string {
  const [only, ...others] = names
  return only === undefined || others.length > 0 ? 'runs' : fileName(only)
}

/** The folder that is proposed for what is written of these, after its format: `resnet_20-pytorch`. */
export function proposedFolder(names: readonly string[], format: ExportFormat | RunsFormat): string {
  return `${commonFileName(names)}-${format}`
}

/** Names of the folders that exports are put into within a library. */
export const exportFolderPattern = /^[\p{L}\p{N}_]([\p{L}\p{N}_ .-]{0,98}[\p{L}\p{N}_-])?$/u

export interface WrittenFile {
  readonly path: string
  readonly bytes: number
}

export interface ExportResult {
  readonly folder: string
  readonly files: readonly WrittenFile[]
  /** Where the weights come from, in words; null where none were written. */
  readonly weights: string | null
}

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
