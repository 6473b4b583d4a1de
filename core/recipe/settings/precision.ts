/** Which numbers it computes with, and what is computed again to save memory. */
import { numberText } from '../number-text.ts'
import { number, word } from '../parts/leaves.ts'
import { kinds, optional } from '../parts/composites.ts'
import { becomes, refused, type PartOption, type ValueOf } from '../parts/part.ts'
import { readWithin } from '../number-limit.ts'
import { setting } from './setting.ts'

/** Numbers of activations and their gradients; weights, statistics and updates stay float32. float16 scales the loss as needed. */
export const precision = setting(
  optional(
    word('precision', ['float32', 'bfloat16', 'float16'], {
      usual: 'float32',
      option: ['--precision', 'numbers of activations and their gradients'],
    }),
  ),
  { name: 'Precision', words: String },
)

const gigabytes = number('gigabytes', { name: 'memory', noun: 'Memory', min: 0, above: true, max: 100_000, usual: 8 })

const checkpointing = kinds(
  'activationCheckpointing',
  {
    off: {},
    /** Only what enters each block, or each group of blocks, is kept; the rest is computed again going backward (Chen et al. 2016). */
    block: {},
    stage: {},
    /** As little as fits: off, else per block, else per group. */
    fit: { gigabytes },
  },
  { usual: 'off' },
)

type Checkpointing = ValueOf<typeof checkpointing>

const option: PartOption<Checkpointing> = {
  flag: '--activation-checkpointing',
  takes: '<what>',
  about: 'activations computed again going backward: off, block, stage, or as little as fits so many GB, as 16GB',
  fields: ['activationCheckpointing', 'gigabytes'],
  read(text) {
    if (text === 'off' || text === 'block' || text === 'stage') return becomes({ kind: text })
    const [, typed] = /^([\d.,]+(?:e[+-]?\d+)?) ?gb$/i.exec(text) ?? []
    const read = typed === undefined ? null : readWithin(typed, gigabytes.spec)
    if (read?.ok) return becomes({ kind: 'fit', gigabytes: read.value })
    return refused(read?.unclear ?? 'it takes off, block, stage, or a size as 16GB')
  },
  say: (value) => (value.kind === 'fit' ? `${value.gigabytes}GB` : value.kind),
}

function words(value: Checkpointing): string {
  switch (value.kind) {
    case 'off':
      return 'off'
    case 'block':
      return 'each block'
    case 'stage':
      return 'each stage'
    case 'fit':
      return `as little as fits ${numberText(value.gigabytes)} GB`
  }
}

export const activationCheckpointing = setting(optional({ ...checkpointing, options: [option] }), {
  name: 'Activation checkpointing',
  words,
  matters: false,
  off: ({ kind }) => kind === 'off',
})
