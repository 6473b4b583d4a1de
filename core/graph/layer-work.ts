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
  | { readonly kind: Passes; readonly numbers: number; readonly forward: number; readonly backward: number }
  /** Numbers that eˣ, ln or erf is taken of, beside the passes over them. */
  | { readonly kind: 'function'; readonly numbers: number; readonly forward: number; readonly backward: number }
  /** Numbers drawn at random in the forward pass, beside the passes over them. */
  | { readonly kind: 'drawn'; readonly numbers: number }
  /** Numbers in all windows, forward and backward alike. */
  | { readonly kind: 'windows'; readonly of: 'largest' | 'mean'; readonly numbers: number }

/**
 * How often the numbers of a map go between memory and processor, forward and backward: one by one, in BN, whose kernel of bfloat16 wants channels in
 * sixteens, with each image's channels summed or
 * scaled by themselves, or as they are from one map to another.
 */
export type Passes = 'map' | 'normalisation' | 'uneven-normalisation' | 'channelwise' | 'copy'

export function passesOver(shape: readonly number[], forward: number, backward: number, kind: Passes = 'map'): LayerWork {
  return { kind, numbers: size(shape), forward, backward }
}

export function functionsOf(shape: readonly number[], forward: number, backward: number): LayerWork {
  return { kind: 'function', numbers: size(shape), forward, backward }
}
