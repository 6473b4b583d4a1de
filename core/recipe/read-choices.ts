/** Reads the fields of what a recipe chooses one kind of: optimizer, averaging, augmentation. Only those in effect are looked at. */
import type { FieldReader } from './field-reader.ts'
import type { Recipe } from './recipe.ts'

export function readOptimizer(reader: FieldReader): Recipe['optimizer'] | null {
  const { optimizer: kind, nesterov, decayScope } = reader.fields
  if (kind === 'adamw') {
    const beta1 = reader.number('beta1')
    const beta2 = reader.number('beta2')
    const epsilon = reader.number('epsilon')
    const weightDecay = reader.number('weightDecay')
    if (beta1 === null || beta2 === null || epsilon === null || weightDecay === null) return null
    return { kind, beta1, beta2, epsilon, weightDecay, decayScope }
  }
  const momentum = reader.number('momentum')
  const trust = kind === 'lars' ? reader.number('trust') : 0
  const weightDecay = reader.number('weightDecay')
  if (momentum === null || trust === null || weightDecay === null) return null
  return kind === 'lars'
    ? { kind, momentum, trust, weightDecay, decayScope }
    : { kind, momentum, nesterov, weightDecay, decayScope }
}

export function readAveraging(reader: FieldReader): Recipe['averaging'] | null {
  switch (reader.fields.averaging) {
    case 'none':
      return { kind: 'none' }
    case 'ema': {
      const decay = reader.number('emaDecay')
      return decay === null ? null : { kind: 'ema', decay }
    }
    case 'swa': {
      const from = reader.number('swaFrom')
      const every = reader.number('swaEvery')
      return from === null || every === null ? null : { kind: 'swa', from, every }
    }
  }
}

/** `height`: of the images, in pixels. */
export function readAugmentation(reader: FieldReader, height: number): Recipe['augmentation'] | null {
  const { fields } = reader
  const pad = fields.crop ? reader.number('pad', { max: Math.min(64, height - 1) }) : 0
  const cutout = fields.cutout ? reader.number('cutoutSide', { max: Math.min(512, height) }) : 0
  const erasing = fields.erasing ? readErasing(reader) : undefined
  const mixup = fields.mixup ? reader.number('mixupAlpha') : 0
  if (pad === null || cutout === null || erasing === null || mixup === null) return null
  return { pad, flip: fields.flip, cutout, erasing: erasing ?? null, mixup }
}

function readErasing(reader: FieldReader): NonNullable<Recipe['augmentation']['erasing']> | null {
  const chance = reader.number('erasingChance')
  const least = reader.number('erasingLeast')
  const most = reader.number('erasingMost')
  if (chance === null || least === null || most === null) return null
  if (least <= most) return { chance, least, most }
  return reader.report('erasingLeast', 'erasing, least share', 'The least share is more than the largest.', {
    label: 'Swap them',
    change: { erasingLeast: reader.fields.erasingMost, erasingMost: reader.fields.erasingLeast },
  })
}
