/** Shortcut options A, B, C and none: how the input of a block reaches its end (He et al. 2016, sections 3.3 and 4.1). */
import { z } from 'zod'
import type { PartField } from '../part-field.ts'
import { placeName, type Problem } from '../problem.ts'
import { layer, type Step } from '../steps.ts'
import type { BlockSite } from './block-rule.ts'

/** A pads new channels with zeros, B projects where dimensions change, C projects always, none is a plain net. */
export const shortcutSchema = z.enum(['A', 'B', 'C', 'none'])

export type Shortcut = z.infer<typeof shortcutSchema>

const options: readonly { value: Shortcut; label: string; title: string }[] = [
  { value: 'A', label: 'A', title: 'zero padding where it widens' },
  { value: 'B', label: 'B', title: '1×1 where shape changes' },
  { value: 'C', label: 'C', title: '1×1 in every block' },
  { value: 'none', label: 'none', title: 'plain' },
]

/** The inspector's field, for every kind that has shortcuts. */
export function shortcutField<S extends { readonly shortcut: Shortcut }>(): PartField<S & { readonly shortcut: Shortcut }> {
  return {
    kind: 'choice',
    field: 'shortcut',
    caption: 'Shortcut',
    choices: () => options,
    value: ({ shortcut }) => shortcut,
    change: (value) => ({ shortcut: shortcutSchema.parse(value) }) as Partial<S>,
    note: ({ shortcut }) => options.find(({ value }) => value === shortcut)?.title ?? '',
  }
}

/** `to`: output channels of the stage; `channels`: what goes into it. */
export function narrowingProblems(shortcut: Shortcut, index: number, channels: number, to: number): Problem[] {
  if (shortcut !== 'A' || to >= channels) return []
  return [
    {
      severity: 'error',
      place: index,
      field: 'shortcut',
      message: `${placeName(index)}: option A pads with zeros; it cannot narrow ${channels} to ${to} channels.`,
      expected: `width ${channels} or more, or a projection`,
      actual: `${channels} to ${to} channels`,
      source: 'He et al. 2016, section 3.3',
      mend: { label: 'Projection here', value: 'B' },
    },
  ]
}

/** The branch, what leads around it, their addition, and the ReLU after it (He et al. 2016, section 3.3). `width`: channels of the branch's end. */
export function residualSteps(option: Shortcut, branch: readonly Step[], width: number, { stride, map }: BlockSite): Step[] {
  const relu = layer('relu', 'relu', {})
  if (option === 'none') return [...branch, relu]
  return [
    {
      branches: [
        { branch: 'main', steps: branch },
        { branch: 'shortcut', steps: aroundSteps(option, width, stride, map.channels) },
      ],
      merge: layer('add', 'add', {}),
    },
    relu,
  ]
}

function aroundSteps(option: Shortcut, width: number, stride: number, channels: number): Step[] {
  const changes = stride !== 1 || channels !== width
  if (option === 'C' || (option === 'B' && changes)) {
    return [
      layer('conv', 'shortcut.conv', { kernel: 1, width, stride, padding: 0, bias: false }),
      layer('batchNorm', 'shortcut.bn', {}),
    ]
  }
  return changes ? [layer('zeroPadShortcut', 'shortcut.pad', { width, stride })] : []
}
