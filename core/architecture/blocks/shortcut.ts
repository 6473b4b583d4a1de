/** Shortcut options A, B, C and none: how the input of a block reaches its end (He et al. 2016, sections 3.3 and 4.1). */
import { z } from 'zod'
import type { GraphBuilder } from '../../graph/graph-builder.ts'
import type { Place } from '../../graph/layer-graph.ts'
import { sameShape } from '../../graph/map-shape.ts'
import { placeName, type Problem } from '../problem.ts'
import type { BlockSite, StageField } from './block-rule.ts'

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
export function shortcutField<S extends { readonly shortcut: Shortcut }>(): StageField<S & { readonly shortcut: Shortcut }> {
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

/**
 * What leads from the layer `start` around the branch that has just been added, the addition, and the ReLU after it (He et al. 2016,
 * section 3.3).
 */
export function lowerShortcut(
  builder: GraphBuilder,
  option: Shortcut,
  start: number,
  { name, stride, ...site }: BlockSite,
): void {
  const main: Place = { part: 'stage', stage: site.stage, block: site.block, branch: 'main' }
  const around: Place = { ...main, branch: 'shortcut' }
  const branch = builder.last
  if (option !== 'none') {
    const to = builder.shapeOf(branch)
    const width = to[to.length - 1] ?? 0
    const changes = stride !== 1 || !sameShape(builder.shapeOf(start), to)
    let shortcut = start
    if (option === 'C' || (option === 'B' && changes)) {
      builder.appendTo([start], 'conv', `${name}.shortcut.conv`, { kernel: 1, width, stride, padding: 0, bias: false }, around)
      shortcut = builder.append('batchNorm', `${name}.shortcut.bn`, {}, around)
    } else if (changes) {
      shortcut = builder.appendTo([start], 'zeroPadShortcut', `${name}.shortcut.pad`, { width, stride }, around)
    }
    builder.appendTo([branch, shortcut], 'add', `${name}.add`, {}, main)
  }
  builder.append('relu', `${name}.relu`, {}, main)
}
