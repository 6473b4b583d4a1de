/** What of a run's design can be asked for: the fields of its stem, stages and head by their rules, and what belongs to all of it. */
import { blockRule, blockRules, type Stage } from '../../architecture/blocks.ts'
import { designFields } from '../../architecture/design-fields.ts'
import { headRule, headRules } from '../../architecture/heads.ts'
import { fieldText, type PartField } from '../../architecture/part-field.ts'
import { shortcutText } from '../../architecture/shortcut-words.ts'
import { stemRule, stemRules } from '../../architecture/stems.ts'
import { depthOf } from '../../architecture/walk-network.ts'
import type { TrainedRun } from '../../store/run.ts'
import { ofTrained, type RunField, type TrainedField } from './run-field.ts'

/** What a part is beside the fields of its kind. */
interface Part {
  readonly kind: string
}
type Rule = { readonly label: string; readonly fields: readonly PartField<never>[] }

const ownOfStages: readonly (readonly [field: 'blocks' | 'width' | 'stride', caption: string])[] = [
  ['blocks', 'Blocks'],
  ['width', 'Width'],
  ['stride', 'Stride'],
]

const fields: readonly TrainedField[] = [
  {
    kind: 'words',
    id: 'design',
    caption: 'Design',
    about: 'name of the design',
    group: 'design',
    values: ({ record }) => [[record.architecture.name]],
  },
  {
    kind: 'number',
    id: 'layers',
    caption: 'Layers',
    about: 'weighted layers on the main path',
    group: 'design',
    quantity: 'count',
    value: ({ record }) => depthOf(record.architecture),
  },
  {
    kind: 'number',
    id: 'parameters',
    caption: 'Parameters',
    about: 'what is learned',
    group: 'design',
    quantity: 'count',
    value: ({ record }) => record.parameters,
  },
  {
    kind: 'number',
    id: 'macs',
    caption: 'MACs',
    about: 'multiplications and additions for one image',
    group: 'design',
    quantity: 'scaled',
    value: ({ record }) => record.macs,
  },
  {
    kind: 'words',
    id: 'shortcut',
    caption: 'Shortcut',
    about: 'of all stages; mixed where they differ',
    group: 'design',
    values: ({ record }) => [[shortcutText(record.architecture)]],
  },
  {
    kind: 'number',
    id: 'classes',
    caption: 'Classes',
    about: 'that the head tells apart',
    group: 'design',
    quantity: 'count',
    value: ({ record }) => record.architecture.head.classes,
  },
  ...designFields.map((field): TrainedField => ({
    kind: 'words',
    id: field.field,
    caption: field.caption,
    about: 'of the whole design',
    group: 'design',
    values: ({ record }) => [spellings(field, record.architecture)],
  })),
  {
    kind: 'number',
    id: 'stages',
    caption: 'Stages',
    about: 'how many',
    group: 'design',
    quantity: 'count',
    value: ({ record }) => record.architecture.stages.length,
  },
  ...ownOfStages.map(([own, caption]): TrainedField => ({
    kind: 'words',
    id: `stage.${own}`,
    caption: `Stage, ${caption.toLowerCase()}`,
    about: 'of any stage',
    group: 'design',
    values: ({ record }) => record.architecture.stages.map((stage) => [String(stage[own])]),
  })),
  ...partFields('stage', 'of any stage', blockRules, (run) =>
    run.record.architecture.stages.map((stage: Stage) => [stage, blockRule(stage.kind)]),
  ),
  ...partFields('stem', 'of the stem', stemRules, ({ record: { architecture } }) =>
    architecture.stem === null ? [] : [[architecture.stem, stemRule(architecture.stem.kind)]],
  ),
  ...partFields('head', 'of the head', headRules, ({ record: { architecture } }) => [
    [architecture.head, headRule(architecture.head.kind)],
  ]),
]

export const designRunFields: readonly RunField[] = fields.map(ofTrained)

/** The kind of a part, and every field that a part of some kind has, once; `partsOf` gives the parts with their rules. */
function partFields(
  part: 'stage' | 'stem' | 'head',
  where: string,
  rules: Readonly<Record<string, object>>,
  partsOf: (run: TrainedRun) => (readonly [Part, object])[],
): TrainedField[] {
  const all = Object.values(rules) as Rule[]
  const capital = part.charAt(0).toUpperCase() + part.slice(1)
  const fields = new Map(
    all
      .flatMap((rule) => rule.fields)
      .map((field) => [field.field as string, field] as const)
      .reverse(),
  )
  const kind: TrainedField = {
    kind: 'words',
    id: `${part}.kind`,
    caption: `${capital}, kind`,
    about: where,
    group: 'design',
    choices: Object.keys(rules),
    values: (run) => partsOf(run).map(([{ kind: value }, rule]) => [(rule as Rule).label, value]),
  }
  const others = [...fields].reverse().map(([name, { caption, label }]): TrainedField => ({
    kind: 'words',
    id: `${part}.${name}`,
    caption: `${capital}, ${(label ?? caption).charAt(0).toLowerCase()}${(label ?? caption).slice(1)}`,
    about: where,
    group: 'design',
    values: (run) =>
      partsOf(run).flatMap(([value, rule]) => {
        // A part and the rule of its kind are a pair, which TypeScript cannot see.
        const field = (rule as { readonly fields: readonly PartField<Part>[] }).fields.find((one) => one.field === name)
        return field ? [spellings(field, value)] : []
      }),
  }))
  return [kind, ...others]
}

/** As it is shown, and as files have it. */
function spellings<P>(field: PartField<P>, part: P): string[] {
  return [...new Set([fieldText(field, part), String(field.value(part))])]
}
