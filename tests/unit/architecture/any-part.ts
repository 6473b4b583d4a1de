/** Any stem, stage or head that the inspector can make, drawn from the fields of its kind's rule. */
import fc from 'fast-check'
import { blockRule, stageKinds, type Stage, type StageKind } from '../../../core/architecture/blocks.ts'
import type { StageSize } from '../../../core/architecture/blocks/block-rule.ts'
import { headKinds, headRule, type Head } from '../../../core/architecture/heads.ts'
import { fieldsOf, type PartField } from '../../../core/architecture/part-field.ts'
import { stemKinds, stemRule, type Stem } from '../../../core/architecture/stems.ts'

/** Something that the inspector offers for a field; numbers far beyond usual ones are left out, so that nets stay small. */
function changesOf<P>(field: PartField<P>, part: P): fc.Arbitrary<Partial<P>> {
  switch (field.kind) {
    case 'number': {
      const scale = 10 ** (field.decimals ?? 0)
      return fc
        .integer({ min: Math.ceil(field.min * scale), max: Math.floor(Math.min(field.max, 64) * scale) })
        .map((value) => field.change(value / scale, part))
    }
    case 'numbers':
      return fc
        .array(fc.integer({ min: 1, max: 64 }), { maxLength: Math.min(2, field.most) })
        .map((values) => field.change(values))
    case 'choice':
      return fc.constantFrom(...field.choices(part)).map(({ value }) => field.change(value, part))
  }
}

/** Field after field is set to something, each where it means anything by then. */
function partsOf<P extends object>(rule: { readonly fields: readonly PartField<P>[] }, begun: fc.Arbitrary<P>): fc.Arbitrary<P> {
  return rule.fields.reduce(
    (parts, field) =>
      parts.chain((part) =>
        fieldsOf(rule, part).includes(field)
          ? changesOf(field, part).map((changes) => ({ ...part, ...changes }))
          : fc.constant(part),
      ),
    begun,
  )
}

export function stagesOf(kind: StageKind, size: fc.Arbitrary<StageSize>): fc.Arbitrary<Stage> {
  const rule = blockRule(kind)
  return partsOf(
    rule,
    size.map((of) => rule.from(of, 'B')),
  )
}

const sizes = fc.record({
  blocks: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 128 }),
  stride: fc.integer({ min: 1, max: 3 }),
})

export const stages: fc.Arbitrary<Stage> = fc.oneof(...stageKinds.map((kind) => stagesOf(kind, sizes)))

export const stems: fc.Arbitrary<Stem> = fc.oneof(
  ...stemKinds.map((kind) => partsOf(stemRule(kind), fc.constant(stemRule(kind).from({})))),
)

export const heads: fc.Arbitrary<Head> = fc.oneof(
  ...headKinds.map((kind) =>
    partsOf(
      headRule(kind),
      fc.integer({ min: 1, max: 100 }).map((classes) => headRule(kind).from({ classes })),
    ),
  ),
)
