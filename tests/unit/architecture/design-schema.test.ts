/** The published JSON Schema takes exactly the designs that are read, by an independent validator, and says what the rules say. */
import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockRule, stageKinds } from '../../../core/architecture/blocks.ts'
import { designJsonSchema } from '../../../core/architecture/design-schema.ts'
import { readArchitecture, writeArchitecture } from '../../../core/architecture/file-format.ts'
import { headKinds } from '../../../core/architecture/heads.ts'
import { loadGallery } from '../../../core/architecture/presets.ts'
import { stemKinds } from '../../../core/architecture/stems.ts'
import { architectures } from './architectures.ts'

const schema = designJsonSchema()
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
const gallery = await loadGallery()

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
const parsed = (text: string): Json => JSON.parse(text) as Json

it('is published as the rules make it', async () => {
  const published = await readFile(new URL('../../../docs/design.schema.json', import.meta.url), 'utf8')
  expect(published).toBe(JSON.stringify(schema, null, 2) + '\n')
})

it.each(gallery.map(({ id }) => id))('takes the file of %s', async (id) => {
  const text = await readFile(new URL(`../../../resources/presets/${id}.json`, import.meta.url), 'utf8')
  expect(validate(parsed(text))).toBe(true)
})

it('takes every design that can be saved', () => {
  fc.assert(
    fc.property(architectures, (architecture) => {
      expect(validate(parsed(writeArchitecture(architecture)))).toBe(true)
    }),
  )
})

/** Every place of a value, as keys from the outermost. */
function placesOf(value: Json, place: readonly (string | number)[] = []): (string | number)[][] {
  const within =
    typeof value !== 'object' || value === null
      ? []
      : Array.isArray(value)
        ? value.flatMap((one, index) => placesOf(one, [...place, index]))
        : Object.entries(value).flatMap(([key, one]) => placesOf(one, [...place, key]))
  return place.length === 0 ? within : [[...place], ...within]
}

/** The value with another one at a place, or without it. */
function changed(value: Json, [key, ...place]: readonly (string | number)[], to: Json | undefined): Json {
  if (key === undefined || typeof value !== 'object' || value === null) return to ?? null
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? changed(one, place, to) : one))
  const inner = value[key]
  if (place.length > 0 && inner !== undefined) return { ...value, [key]: changed(inner, place, to) }
  const others = Object.fromEntries(Object.entries(value).filter(([own]) => own !== key))
  return to === undefined ? others : { ...others, [key]: to }
}

const odd = fc.constantFrom<(Json | undefined)[]>(
  ...[
    undefined,
    null,
    true,
    0,
    1,
    2,
    3,
    8,
    -1,
    2.5,
    0.5,
    1e6,
    '',
    'A',
    'none',
    'batch',
    'basic',
    'conv',
    [],
    [3],
    [3, 4],
    {},
    { group: 4 },
  ],
)

it('refuses what is not read, and takes what is read, whatever is changed in a file', () => {
  let refused = 0
  fc.assert(
    fc.property(architectures, fc.nat(), odd, fc.boolean(), (architecture, at, to, added) => {
      const design = parsed(writeArchitecture({ ...architecture, name: 'design' }))
      const places = placesOf(design)
      const place = places[at % places.length] ?? []
      const broken = changed(design, added ? [...place.slice(0, -1), 'colour'] : place, to)
      fc.pre((broken as { version?: Json }).version !== 1)
      const { ok } = readArchitecture(JSON.stringify(broken))
      expect(validate(broken)).toBe(ok)
      if (!ok) refused += 1
    }),
    { numRuns: 2000 },
  )
  expect(refused).toBeGreaterThan(500)
})

it('may be named in a file by $schema, which is read past and not written', () => {
  const [{ architecture }] = gallery as [(typeof gallery)[number]]
  const named = { $schema: './design.schema.json', ...(parsed(writeArchitecture(architecture)) as object) }
  expect(validate(named)).toBe(true)
  const read = readArchitecture(JSON.stringify(named))
  expect(read.ok && writeArchitecture(read.architecture)).toBe(writeArchitecture(architecture))
  expect(readArchitecture(JSON.stringify({ ...named, $schema: 1 })).ok).toBe(false)
})

describe('its words', () => {
  const kinds = [
    ...stemKinds.map((kind) => `stem-${kind}`),
    ...stageKinds.map((kind) => `stage-${kind}`),
    ...headKinds.map((kind) => `head-${kind}`),
  ]

  it.each(kinds)('name %s and each of its fields', (id) => {
    const { title, properties } = schema.$defs?.[id] ?? {}
    expect(title).toEqual(expect.any(String))
    for (const [field, property] of Object.entries(properties ?? {}))
      if (field !== 'kind') expect(property, field).toMatchObject({ title: expect.any(String) })
  })

  it('are those of the rules: captions, ranges, usual values, choices', () => {
    const { title, properties } = schema.$defs?.['stage-basic'] ?? {}
    expect(title).toBe(blockRule('basic').label)
    expect(properties?.['layers']).toMatchObject({ title: 'Layers a block', minimum: 1, maximum: 8 })
    expect(properties?.['kernel']).toMatchObject({ default: 3, not: { multipleOf: 2 } })
    expect(properties?.['shortcut']).toMatchObject({ description: expect.stringContaining('"A": zero padding where it widens') })
  })
})
