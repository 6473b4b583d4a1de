/**
 * What a head does with the map before it is averaged or flattened: 1×1 convolutions, each with normalization and activation (NIN, Lin et al. 2014);
 * without any, normalization and activation alone, which end networks that activate before they convolve (He et al. 2016b; Huang et al. 2017).
 */
import { z } from 'zod'
import { count } from '../fields.ts'
import { largestWidth } from '../limits.ts'
import type { PartField } from '../part-field.ts'
import type { Problem } from '../problem.ts'
import { layer, within, type Step } from '../steps.ts'
import { activationSteps, type Activation } from './activation.ts'
import { hasOffset, normalizationProblems, normalizationSteps, type Normalization } from './normalization.ts'

const mostConvs = 8

/** Widths of the convolutions. */
export const onMapSchema = z.array(count(largestWidth)).max(mostConvs)

export interface OnMap {
  readonly onMap: readonly number[]
  readonly normalization: Normalization
  readonly activation: Activation
}

export function onMapField<P extends Pick<OnMap, 'onMap'>>(): PartField<P & Pick<OnMap, 'onMap'>> {
  return {
    kind: 'numbers',
    field: 'onMap',
    caption: '1×1 on the map',
    label: 'Widths of 1×1 convolutions on the map',
    most: mostConvs,
    max: largestWidth,
    value: ({ onMap }) => onMap,
    change: (onMap) => ({ onMap: onMap as readonly number[] }) as Partial<P & Pick<OnMap, 'onMap'>>,
    note: () => 'widths with commas; empty for none',
  }
}

export function onMapSteps({ onMap, normalization, activation }: OnMap): Step[] {
  const after = (ending: string): Step[] => [...normalizationSteps(normalization, ending), ...activationSteps(activation, ending)]
  if (onMap.length === 0) return after('')
  const bias = !hasOffset(normalization)
  return onMap.flatMap((width, index) =>
    [convOnMap(`conv${index + 1}`, width, bias), ...after(`${index + 1}`)].map((step) => within('map', step)),
  )
}

/** 1×1: the same fully connected layer at every pixel. */
export function convOnMap(name: string, width: number, bias: boolean): Step {
  return layer('conv', name, { kernel: 1, width, stride: 1, padding: 0, bias })
}

/** `channels`: what goes into the head. */
export function onMapProblems({ onMap, normalization }: OnMap, channels: number): Problem[] {
  const normalised = onMap.length === 0 ? [channels] : onMap
  return normalised.map((width) => normalizationProblems(normalization, 'head', width)).find((found) => found.length > 0) ?? []
}

/** `1×1 100, 1×1 50` */
export function onMapText(onMap: readonly number[]): string[] {
  return onMap.map((width) => `1×1 ${counts.format(width)}`)
}

const counts = new Intl.NumberFormat('en-US')
