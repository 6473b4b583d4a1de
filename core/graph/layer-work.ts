/** What a layer computes for one image, by what takes a processor differently long. Predictions are made of it. */
import { size } from './tensors.ts'

export type LayerWork =
  /** Numbers of the image, which is drawn and scaled. */
  | { readonly kind: 'image'; readonly numbers: number }
  /** Multiply-accumulates of one product. It is made forward, and backward once by the weights and once by the input. */
  | {
      readonly kind: 'convolution'
      readonly macs: number
      /** Whether its kernel is 1×1. */
      readonly isPoint: boolean
      readonly stride: number
      readonly groups: number
      /** Channels in and out of one group. */
      readonly channels: number
      readonly width: number
    }
  | { readonly kind: 'fully-connected'; readonly macs: number }
  /** A map that goes between memory and processor: how often its numbers are read or written, forward and backward. */
  | { readonly kind: 'map' | 'normalisation'; readonly numbers: number; readonly forward: number; readonly backward: number }
  /** Numbers in all windows, forward and backward alike. */
  | { readonly kind: 'windows'; readonly numbers: number }

export function passesOver(
  shape: readonly number[],
  forward: number,
  backward: number,
  kind: 'map' | 'normalisation' = 'map',
): LayerWork {
  return { kind, numbers: size(shape), forward, backward }
}
