/** What predictions are held against: presets in both precisions, most at two batches, some with activations recomputed, some without our own kernels. */
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { recipeWith } from '../../engine/native.ts'

export interface PredictedCase {
  readonly net: string
  readonly batch: number
  readonly precision: 'float32' | 'bfloat16'
  readonly activationCheckpointing: 'off' | 'block' | 'stage'
  readonly kernels: Recipe['kernels']
}

const cifar = ['resnet-20', 'resnet-32', 'resnet-44', 'resnet-56', 'resnet-110', 'plain-20', 'plain-56', 'resnet-20-b']
const imageNet = ['resnet-18', 'resnet-34', 'resnet-50', 'vgg-16']
/** Of the gallery, those whose layers the others lack: groups, concatenation, gates, dropout, SE, average pooling. */
const ofGallery = ['densenet-40-12', 'pre-resnet-110', 'highway-19', 'fixup-resnet-110', 'ror-3-110', 'wrn-16-4']
const largeOfGallery = [
  'alexnet',
  'resnext-50-32x4d',
  'se-resnet-50',
  'resnet-50-d',
  'densenet-121',
  'resnext-29-8x64d',
  'inception-resnet-v2',
]

/** Also as TensorFlow's kernels alone compute them. */
const withoutOwn = ['resnet-20', 'resnet-56', 'plain-20', 'resnet-18']

/** All of them, or those of some networks. */
export function predictedCases(wanted: readonly string[]): PredictedCase[] {
  const usual = { activationCheckpointing: 'off', kernels: 'own' } as const
  const at = (nets: readonly string[], batches: readonly number[]): PredictedCase[] =>
    (['float32', 'bfloat16'] as const).flatMap((precision) =>
      nets.flatMap((net) => batches.map((batch) => ({ ...usual, net, batch, precision }))),
    )
  const again = (['block', 'stage'] as const).flatMap((activationCheckpointing) =>
    ['resnet-56', 'resnet-110'].map((net) => ({
      ...usual,
      net,
      batch: 128,
      precision: 'float32' as const,
      activationCheckpointing,
    })),
  )
  const own = [...at(cifar, [128, 32]), ...again, ...at(imageNet, [16, 8]), ...at(ofGallery, [64]), ...at(largeOfGallery, [4])]
  const others = own.filter(({ net }) => withoutOwn.includes(net)).map((one) => ({ ...one, kernels: 'tensorflow' as const }))
  return [...own, ...others].filter(({ net }) => wanted.length === 0 || wanted.includes(net))
}

export function recipeOfCase({ batch, precision, activationCheckpointing, kernels }: PredictedCase): Recipe {
  return recipeWith({
    batchSize: batch,
    precision,
    kernels,
    activationCheckpointing: { kind: activationCheckpointing },
    augmentation: { pad: 4, flip: true },
    length: { unit: 'steps', value: 100 },
  })
}
