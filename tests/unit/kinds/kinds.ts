/** Every kind of block, stem and head, and what each promise about them is tested with. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { stageKinds } from '../../../core/architecture/blocks.ts'
import { headKinds } from '../../../core/architecture/heads.ts'
import { stemKinds } from '../../../core/architecture/stems.ts'
import { wholeNets } from '../../engine/whole-nets.ts'
import { referenceNetworks } from '../../reference/cases.ts'
import { exportedEveryTime } from '../../reference/exports.ts'
import { countedDesign, countedNames } from '../../reference/gallery.ts'
import { trainedDesign, trainedEveryTime } from '../../reference/gallery-training.ts'

export const kinds: readonly string[] = [
  ...stageKinds.map((kind) => `block ${kind}`),
  ...stemKinds.map((kind) => `stem ${kind}`),
  ...headKinds.map((kind) => `head ${kind}`),
]

/** `block basic`, `stem conv`, `head linear` */
export function kindsIn({ stem, stages, head }: Architecture): string[] {
  return [...stages.map(({ kind }) => `block ${kind}`), ...(stem ? [`stem ${stem.kind}`] : []), `head ${head.kind}`]
}

export interface Promised {
  /** `gradients` */
  readonly name: string
  readonly what: string
  /** Where it is tested. */
  readonly files: readonly string[]
  /** With which networks. */
  designs(): Promise<readonly { readonly name: string; readonly architecture: Architecture }[]>
}

const named = (architectures: readonly Architecture[]) =>
  architectures.map((architecture) => ({ name: architecture.name, architecture }))
const small = async () => Promise.all(Object.entries(wholeNets).map(async ([name, net]) => ({ name, architecture: await net() })))
const ofExports = named(await exportedEveryTime())
const exported = () => Promise.resolve(ofExports)
const exportFiles = ['tests/reference/exports.ts']

export const promises: readonly Promised[] = [
  {
    name: 'counts',
    what: "parameters and MACs are those of PyTorch's module of the same network",
    files: ['tests/reference/gallery.ts', 'tests/unit/architecture/blocks.test.ts'],
    async designs() {
      const all = await Promise.all(
        (await countedNames()).map(async (name) => ({ name, architecture: await countedDesign(name) })),
      )
      return all.flatMap(({ name, architecture }) => (architecture === null ? [] : [{ name, architecture }]))
    },
  },
  {
    name: 'gradients',
    what: "a step's gradients are those of tfjs's autodiff; of blocks in every option",
    files: ['tests/engine/networks.test.ts', 'tests/engine/block-options.test.ts'],
    designs: small,
  },
  {
    name: 'trajectories',
    what: 'twenty steps of training are those of PyTorch, from the same weights and batches',
    files: ['tests/reference/cases.ts', 'tests/reference/gallery-training.ts'],
    async designs() {
      const trained = trainedEveryTime.map(async (name) => ({ name, architecture: (await trainedDesign(name)).architecture }))
      return [...named(await referenceNetworks()), ...(await Promise.all(trained))]
    },
  },
  {
    name: 'PyTorch',
    what: 'the exported source gives the same scores with the same weights',
    files: exportFiles,
    designs: exported,
  },
  { name: 'Keras', what: 'the same', files: exportFiles, designs: exported },
  { name: 'ONNX', what: 'the same, of the exported file in ONNX Runtime', files: exportFiles, designs: exported },
  {
    name: 'drawing',
    what: 'every layer is drawn once, in its part, with the join that it has',
    files: ['tests/unit/kinds/drawing.test.ts'],
    designs: small,
  },
]
