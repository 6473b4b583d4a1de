/**
 * The JSON Schema of a design file (draft 2020-12), for editors and other programs: what the format's schema takes, in the words of the rules.
 * Published as docs/design.schema.json.
 */
import { z } from 'zod'
import { writtenSchema } from './architecture.ts'
import { blockRule, firstStage, stageKinds, stageSchema } from './blocks.ts'
import { oddKernel } from './blocks/kernel.ts'
import { designFields } from './design-fields.ts'
import { headKinds, headRule, headSchema } from './heads.ts'
import type { PartField } from './part-field.ts'
import { stemKinds, stemRule, stemSchema } from './stems.ts'

type JsonSchema = z.core.JSONSchema.JSONSchema

/** One kind of part. */
interface Described {
  readonly id: string
  readonly schema: z.ZodType
  readonly title: string
  readonly description: string
  readonly properties: readonly Property[]
}

interface Property {
  readonly field: string
  readonly title: string
  /** What its name does not tell, and below it what the choices are. */
  readonly label?: string
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly title?: string }[]
}

export function designJsonSchema(): JsonSchema {
  const parts = describedParts()
  const registry = z.registry<JsonSchema>()
  registry.add(oddKernel, { not: { multipleOf: 2 } })
  registry.add(stemSchema, { id: 'stem', title: 'Stem' })
  registry.add(stageSchema, { id: 'stage', title: 'Stage' })
  registry.add(headSchema, { id: 'head', title: 'Head' })
  for (const { schema, id, title, description } of parts) registry.add(schema, { id, title, ...(description && { description }) })
  const made = z.toJSONSchema(writtenSchema, { io: 'input', target: 'draft-2020-12', metadata: registry })
  // Through text, so that what the rules share is written apart.
  const { $schema, type, properties, ...others } = JSON.parse(JSON.stringify(made)) as JsonSchema
  for (const part of parts) for (const property of part.properties) describe(others.$defs?.[part.id]?.properties, property)
  for (const property of fieldProperties(designFields, firstDesign)) describe(properties, property)
  return {
    $schema,
    title: 'Stagecraft design',
    description: 'A network as a .stagecraft file: stem, stages of blocks, head. Files of version 1 are read too.',
    type,
    properties: { $schema: schemaKey, ...properties },
    ...others,
  }
}

/** Read past: what an editor holds the file against. */
const schemaKey = { type: 'string', description: 'Where this schema is, for editors.' } as const

const firstDesign = writtenSchema.parse({
  format: 'stagecraft-architecture',
  version: writtenSchema.shape.version.value,
  name: 'design',
  input: { height: 32, width: 32, channels: 3 },
  stem: null,
  stages: [],
  head: headRule('linear').from({}),
})

function describedParts(): Described[] {
  const stems = stemKinds.map((kind) => {
    const rule = stemRule(kind)
    return { id: `stem-${kind}`, ...wordsOf(rule), properties: fieldProperties(rule.fields, rule.from({})) }
  })
  const stages = stageKinds.map((kind) => {
    const rule = blockRule(kind)
    const own = fieldProperties(rule.fields, rule.from(firstStage, 'B'))
    const properties = [
      { field: 'blocks', title: 'Blocks' },
      { field: 'width', title: rule.widthCaption },
      { field: 'stride', title: 'Stride', label: 'Of the first block' },
      ...own,
    ]
    return { id: `stage-${kind}`, ...wordsOf(rule), properties }
  })
  const heads = headKinds.map((kind) => {
    const rule = headRule(kind)
    const properties = [...fieldProperties(rule.fields, rule.from({})), { field: 'classes', title: 'Classes' }]
    return { id: `head-${kind}`, ...wordsOf(rule), properties }
  })
  return [...stems, ...stages, ...heads]
}

function wordsOf({ schema, label, note }: { readonly schema: z.ZodType; readonly label: string; readonly note: string }) {
  return { schema, title: label, description: note }
}

/** Of several fields of one key, the first names it. */
function fieldProperties<P>(fields: readonly PartField<P>[], part: P): Property[] {
  const first = fields.filter(({ field }, at) => fields.findIndex((other) => other.field === field) === at)
  return first.map((field) => ({
    field: field.field,
    title: field.caption,
    ...(field.label !== undefined && { label: field.label }),
    ...(field.kind === 'choice' && { choices: field.choices(part) }),
  }))
}

/** `"A": zero padding where it widens; "B": …`, of the choices that are values of the file. */
function describe(properties: JsonSchema['properties'], { field, title, label, choices = [] }: Property): void {
  const property = properties?.[field]
  if (typeof property !== 'object') return
  const values = valuesOf(property)
  const told = choices
    .map((one) => ({ value: one.value, words: one.title ?? one.label }))
    .filter(({ value, words }) => values.includes(value) && words !== value)
    .map(({ value, words }) => `"${value}": ${words}`)
  const description = [label, told.join('; ')].filter(Boolean).join('. ')
  Object.assign(property, { title, ...(description && { description }) })
}

function valuesOf({ enum: values = [], anyOf = [] }: JsonSchema): unknown[] {
  return [...values, ...anyOf.flatMap((one) => (typeof one === 'object' ? valuesOf(one) : []))]
}
