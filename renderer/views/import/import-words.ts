/** What the import sheet offers and says. Pure. */
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import type { Fit, WeightsLook } from '../../../core/import/messages.ts'
import type { ImportLine } from '../../../core/import/report.ts'
import { formatBytes, formatCount, formatCounted } from '../../format.ts'

/** A network that weights may be of. */
export interface Network {
  readonly id: string
  readonly architecture: Architecture
}

export interface NetworkOption {
  readonly value: string
  readonly label: string
}

/** Those that fit first, best first; then all others, which a person may choose to see why they do not. */
export function networkOptions(fits: readonly Fit[], networks: readonly Network[]): NetworkOption[] {
  const byId = new Map(networks.map((network) => [network.id, network]))
  const fitting = fits.flatMap(({ id, anew }) => {
    const name = byId.get(id)?.architecture.name
    const head = anew.length === 0 ? 'fits' : 'fits, with a new head'
    return name === undefined ? [] : [{ value: id, label: `${name}: ${head}` }]
  })
  const known = new Set(fits.map(({ id }) => id))
  const others = networks
    .filter(({ id }) => !known.has(id))
    .map(({ id, architecture }) => ({ value: id, label: architecture.name }))
  return [...fitting, ...others]
}

const formats = { safetensors: 'safetensors', onnx: 'ONNX', keras: 'Keras' } as const

export function lookText({ format, tensors, bytes, fits }: WeightsLook): string {
  const found =
    fits.length === 0
      ? 'no network here has its tensors'
      : `${formatCounted(fits.length, 'network')} here ${fits.length === 1 ? 'fits' : 'fit'} it`
  return `${formats[format]}, ${formatCounted(tensors, 'tensor')}, ${formatBytes(bytes)}: ${found}`
}

/** With the data set's input and classes. */
export function fitted(architecture: Architecture, { height, width, channels, classes }: DatasetState): Architecture {
  return fitDataset(architecture, { height, width, channels, classes: classes.length })
}

/** The data set that a network was most likely trained on: with images like its own, else with as many channels, else the first. */
export function likeliestSet<S extends Pick<DatasetState, 'height' | 'width' | 'channels'>>(
  sets: readonly S[],
  network: Architecture | undefined,
): S | null {
  const channelsFit = sets.filter(({ channels }) => channels === network?.input.channels)
  const imagesFit = channelsFit.find(({ height, width }) => height === network?.input.height && width === network.input.width)
  return imagesFit ?? channelsFit[0] ?? sets[0] ?? null
}

export interface ReasonLine {
  readonly reason: string
  /** "conv1.weight and 12 more" */
  readonly names: string
}

/** One line for all that have the same reason. */
export function byReason(lines: readonly ImportLine[]): ReasonLine[] {
  const names = new Map<string, string[]>()
  for (const { name, reason } of lines) names.set(reason, [...(names.get(reason) ?? []), name])
  return [...names].map(([reason, [first = '', ...others]]) => ({
    reason,
    names: others.length === 0 ? first : `${first} and ${formatCount(others.length)} more`,
  }))
}
