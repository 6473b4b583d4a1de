/** What of a design can be varied: the changes that variants are made of, what belongs to the whole design, and the fields of stages, stem and head by their rules. */
import type { Architecture } from '../architecture/architecture.ts'
import { blockRule } from '../architecture/blocks.ts'
import { designFields } from '../architecture/design-fields.ts'
import { setHead, setStem, withStages } from '../architecture/edit.ts'
import { stageFields } from '../architecture/fields.ts'
import { headRule } from '../architecture/heads.ts'
import { fieldsOf, type PartField } from '../architecture/part-field.ts'
import { stemRule } from '../architecture/stems.ts'
import { changeKinds, changeRule, deriveVariant, type Change, type ChangeKind } from '../architecture/variants.ts'
import { largestWidth, mostBlocks } from '../architecture/limits.ts'
import type { ChangedDesign, DesignField, Takes } from './subject.ts'

export function designSweepFields(architecture: Architecture): DesignField[] {
  const { stem, head } = architecture
  return [
    ...changeKinds.map(changeField),
    ...designFields.flatMap((field) =>
      partField(
        field,
        '',
        architecture,
        (design, changes) => ({ ...design, ...changes }),
        (design) => design,
      ),
    ),
    ...sizeFields(architecture),
    ...stageKindFields(architecture),
    ...(stem === null
      ? []
      : fieldsOf(stemRule(stem.kind), stem).flatMap((field) =>
          partField(field, 'stem.', architecture, setStem, (design) => design.stem),
        )),
    ...fieldsOf(headRule(head.kind), head).flatMap((field) =>
      partField(field, 'head.', architecture, setHead, (design) => design.head),
    ),
  ]
}

/** A kind of change: its number, its choice, or whether it is made at all. */
function changeField(kind: ChangeKind): DesignField {
  const rule = changeRule(kind)
  const { field } = rule
  const takes: Takes =
    field === null
      ? {
          kind: 'choice',
          values: [
            { value: 'off', label: 'off' },
            { value: 'on', label: 'on' },
          ],
        }
      : field.kind === 'number'
        ? { kind: 'number', limit: { min: field.min, max: field.max, whole: true } }
        : { kind: 'choice', values: field.choices.map(({ value, label }) => ({ value, label })) }
  const changeOf = (text: string): Change | null => {
    const [offered] = rule.offered
    if (field === null) return offered ?? null
    return field.kind === 'number' ? field.change(Number(text)) : field.change(text)
  }
  return {
    group: 'design',
    id: kind,
    caption: rule.label,
    about: rule.note,
    takes,
    now: field === null ? 'off' : null,
    change(design, text) {
      if (field === null && text === 'off') return { ok: true, architecture: design }
      const change = changeOf(text)
      if (change === null) return { ok: false, reason: `${rule.label} takes no ${text}` }
      const derived = deriveVariant(design, design.name, [change])
      const [lacking] = derived.unfollowed
      return lacking ? { ok: false, reason: lacking.message } : { ok: true, architecture: derived.architecture }
    },
  }
}

/** Of all stages at once, and of each. */
function sizeFields(architecture: Architecture): DesignField[] {
  const most = { blocks: mostBlocks, width: largestWidth, stride: 16 }
  const own = (['blocks', 'width', 'stride'] as const).map((name) => ({ name, limit: { min: 1, max: most[name], whole: true } }))
  const { stages } = architecture
  return own.flatMap(({ name, limit }) =>
    [null, ...stages.keys()].map((only): DesignField => {
      const values = new Set(stages.filter((_, index) => only === null || index === only).map((stage) => stage[name]))
      const [value] = values
      return {
        group: 'design',
        id: `${only === null ? 'stage' : `stage${only + 1}`}.${name}`,
        caption: only === null ? `All stages, ${name}` : `Stage ${only + 1}, ${name}`,
        about: only === null ? 'of every stage' : 'of this stage',
        takes: { kind: 'number', limit },
        now: values.size === 1 ? String(value) : null,
        change(design, text) {
          const read = stageFields[name].safeParse(Number(text))
          if (!read.success) return { ok: false, reason: `${name} is a whole number from 1 to ${limit.max}` }
          const changed = design.stages.map((stage, index) =>
            only === null || index === only ? { ...stage, [name]: read.data } : stage,
          )
          return { ok: true, architecture: withStages(design, changed) }
        },
      }
    }),
  )
}

/** Fields that the kinds of all stages have, changed in all of them. */
function stageKindFields({ stages }: Architecture): DesignField[] {
  const [first] = stages
  if (first === undefined) return []
  return fieldsOf(blockRule(first.kind), first)
    .filter(({ field }) => stages.every((stage) => fieldsOf(blockRule(stage.kind), stage).some((one) => one.field === field)))
    .flatMap((field) => {
      const words = wordsOf(field, first)
      if (words === null) return []
      return {
        group: 'design' as const,
        id: `stage.${field.field}`,
        caption: `All stages, ${lowered(field.label ?? field.caption)}`,
        about: 'of every stage',
        ...words,
        change(design: Architecture, text: string): ChangedDesign {
          for (const stage of design.stages) {
            const own = fieldsOf(blockRule(stage.kind), stage).find((one) => one.field === field.field)
            const changes = own ? changesOf(own, stage, text) : null
            if (changes === null)
              return { ok: false, reason: `a stage of the kind ${blockRule(stage.kind).label} has no ${field.field} ${text}` }
            design = withStages(
              design,
              design.stages.map((one) => (one === stage ? { ...one, ...changes } : one) as typeof one),
            )
          }
          return { ok: true, architecture: design }
        },
      }
    })
}

/** A field of one part of the design; none for a list of numbers, which is no value to draw. */
function partField<P extends object>(
  field: PartField<P>,
  prefix: string,
  architecture: Architecture,
  set: (design: Architecture, changes: Partial<P>) => Architecture,
  partOf: (design: Architecture) => P | null,
): DesignField[] {
  const part = partOf(architecture)
  const words = part === null ? null : wordsOf(field, part)
  if (words === null) return []
  const name = field.label ?? field.caption
  const where = prefix === '' ? 'the design' : `the ${prefix.slice(0, -1)}`
  return [
    {
      group: 'design',
      id: prefix + field.field,
      caption: prefix === '' ? name : `${prefix.charAt(0).toUpperCase()}${prefix.slice(1, -1)}, ${lowered(name)}`,
      about: `of ${where}`,
      ...words,
      change(design, text) {
        const now = partOf(design)
        const changes = now === null ? null : changesOf(field, now, text)
        return changes === null
          ? { ok: false, reason: `${name} of ${where} cannot be ${text}` }
          : { ok: true, architecture: set(design, changes) }
      },
    },
  ]
}

function wordsOf<P>(field: PartField<P>, part: P): { takes: Takes; now: string } | null {
  switch (field.kind) {
    case 'numbers':
      return null
    case 'number':
      return {
        takes: { kind: 'number', limit: { min: field.min, max: field.max, whole: (field.decimals ?? 0) === 0 } },
        now: String(field.value(part)),
      }
    case 'choice':
      return {
        takes: { kind: 'choice', values: field.choices(part).map(({ value, label }) => ({ value, label })) },
        now: field.value(part),
      }
  }
}

function changesOf<P>(field: PartField<P>, part: P, text: string): Partial<P> | null {
  if (field.kind === 'number') {
    const value = Number(text)
    return value >= field.min && value <= field.max ? field.change(value, part) : null
  }
  if (field.kind === 'choice') return field.choices(part).some(({ value }) => value === text) ? field.change(text, part) : null
  return null
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
