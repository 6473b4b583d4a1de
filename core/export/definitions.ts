/**
 * Blocks of one form, defined once: layers with the same names, kinds and ways. Settings that differ between the uses become parameters of the
 * definition; all others stand in it as numbers.
 */
import type { Layer } from '../graph/layer-graph.ts'
import type { ArgumentValue, Expression, LayerCall } from '../graph/spelling.ts'
import { valueText, type WrittenArgument } from './python-text.ts'
import { localName, type BlockUnit, type Unit } from './units.ts'

/** What a layer is in the words of one framework. */
export type Spell = (layer: Layer) => LayerCall | Expression

export interface Parameter {
  readonly name: string
  /** Given by name; what it is where it is left out. Null: given by position. */
  readonly usual: ArgumentValue | null
}

export interface Definition {
  /** The stage's kind in words: `Basic`. */
  readonly label: string
  /** What it has that the smallest of its label has not, in a word: `shortcut`, `pool`; '' for the smallest itself. */
  readonly extra: string
  /** The first block of this form. */
  readonly unit: Unit
  readonly parameters: readonly Parameter[]
  /** Arguments of the layer at a position, as they stand in the definition: numbers, or parameters. */
  argumentsOf(position: number): readonly WrittenArgument[]
}

export interface Use {
  readonly definition: Definition
  /** By parameter. */
  readonly values: readonly ArgumentValue[]
}

/** Definitions in the order of their first use, and the use of each unit. */
export function defineBlocks(
  units: readonly BlockUnit[],
  spell: Spell,
  label: (stage: number) => string,
): { definitions: readonly Definition[]; uses: ReadonlyMap<Unit, Use> } {
  const forms = new Map<string, BlockUnit[]>()
  for (const unit of units) {
    const form = `${label(unit.stage)} ${formOf(unit, spell)}`
    forms.set(form, [...(forms.get(form) ?? []), unit])
  }
  const smallest = new Map<string, Unit>()
  for (const unit of units) {
    const known = smallest.get(label(unit.stage))
    if (known === undefined || unit.layers.length < known.layers.length) smallest.set(label(unit.stage), unit)
  }
  const uses = new Map<Unit, Use>()
  const definitions = [...forms.values()].map((alike) => {
    const { parameters, sources } = parametersOf(alike, spell)
    const unit = alike[0] ?? { layers: [], input: 0, output: 0, stage: 0, block: 0 }
    const definition: Definition = {
      label: label(unit.stage),
      extra: extraWord(unit, smallest.get(label(unit.stage)) ?? unit),
      unit,
      parameters: parameters.map(({ name, usual }) => ({ name, usual })),
      argumentsOf: (position) => sources[position] ?? [],
    }
    alike.forEach((one, at) => uses.set(one, { definition, values: parameters.map(({ values }) => values[at] ?? 0) }))
    return definition
  })
  return { definitions, uses }
}

function extraWord(unit: Unit, smallest: Unit): string {
  const words = (of: Unit): string[] => of.layers.map((layer) => localName(layer, of).split('.')[0]?.replace(/\d+$/, '') ?? '')
  const known = new Set(words(smallest))
  return words(unit).find((word) => !known.has(word)) ?? ''
}

/** What two blocks must have in common to be one definition, as text. */
function formOf(unit: Unit, spell: Spell): string {
  const positions = new Map(unit.layers.map(({ id }, at) => [id, at]))
  return JSON.stringify(
    unit.layers.map((layer) => {
      const spelled = spell(layer)
      const inputs = layer.inputs.map((id) => positions.get(id) ?? 'x')
      const said =
        'callee' in spelled
          ? [spelled.callee, ...argumentsIn(spelled).map(({ name }) => name)]
          : [spelled.expression(...layer.inputs.map((_, at) => `#${at}`))]
      return [localName(layer, unit), said, inputs]
    }),
  )
}

interface Argument {
  readonly name: string
  readonly value: ArgumentValue
  readonly isNamed: boolean
}

/** Arguments of a call in their order. */
function argumentsIn({ positional = {}, named = {} }: LayerCall): Argument[] {
  const all = (from: Readonly<Record<string, ArgumentValue>>, isNamed: boolean): Argument[] =>
    Object.entries(from).map(([name, value]) => ({ name, value, isNamed }))
  return [...all(positional, false), ...all(named, true)]
}

/** A call's arguments as they are. */
export function writtenArguments(call: LayerCall): WrittenArgument[] {
  return argumentsIn(call).flatMap((argument) => literal(call, argument))
}

/** An argument as a number; left out where the callee takes the same without it. */
function literal({ defaults = {} }: LayerCall, { name, value, isNamed }: Argument): WrittenArgument[] {
  const usual = defaults[name]
  if (isNamed && usual !== undefined && valueText(usual) === valueText(value)) return []
  return [written(name, isNamed, valueText(value))]
}

function written(name: string, isNamed: boolean, source: string): WrittenArgument {
  return isNamed ? { name, source } : { source }
}

interface Found extends Parameter {
  name: string
  readonly usual: ArgumentValue | null
  /** By use. */
  readonly values: readonly ArgumentValue[]
  /** Names of the arguments that it is. */
  readonly of: Set<string>
  /** Where it was found first. */
  readonly layer: string
}

function parametersOf(
  alike: readonly BlockUnit[],
  spell: Spell,
): { parameters: readonly Found[]; sources: readonly (readonly WrittenArgument[])[] } {
  const found: Found[] = []
  const [first] = alike
  const layers = first?.layers ?? []
  const calls = alike.map((unit) => unit.layers.map(spell))
  const places = layers.map((layer, position) => {
    const spelled = calls.map((of) => of[position]).flatMap((one) => (one && 'callee' in one ? [one] : []))
    const columns = spelled.map(argumentsIn)
    return (columns[0] ?? []).map((argument, at) => {
      const { name, value, isNamed } = argument
      const [call = { callee: '' }] = spelled
      const values = columns.map((column) => column[at]?.value ?? value)
      if (values.every((one) => valueText(one) === valueText(value))) return () => literal(call, argument)
      const same = found.map((one) => ({ one, rest: relation(values, one.values) })).find(({ rest }) => rest !== null)
      if (same !== undefined) {
        if (same.rest === '') same.one.of.add(name)
        return () => [written(name, isNamed, same.one.name + (same.rest ?? ''))]
      }
      const local = first === undefined ? '' : localName(layer, first)
      const parameter: Found = { name, values, of: new Set([name]), layer: local, usual: isNamed ? mostCommon(values) : null }
      found.push(parameter)
      return () => [written(name, isNamed, parameter.name)]
    })
  })
  nameParameters(found)
  const parameters = found.toSorted((a, b) => Number(a.usual !== null) - Number(b.usual !== null))
  return { parameters, sources: places.map((place) => place.flatMap((source) => source())) }
}

/** How values follow from those of a parameter: '' where they are the same, ` * 4`, ` // 4`. Null where they do not. */
function relation(values: readonly ArgumentValue[], of: readonly ArgumentValue[]): string | null {
  if (values.every((value, at) => valueText(value) === valueText(of[at] ?? ''))) return ''
  const pairs = values.map((value, at) => [value, of[at]] as const)
  const [value, base] = pairs[0] ?? []
  if (typeof value !== 'number' || typeof base !== 'number' || value < 2 || base < 2) return null
  const [factor, divisor] = [value / base, base / value]
  if (Number.isInteger(factor) && pairs.every(([a, b]) => typeof a === 'number' && typeof b === 'number' && a === b * factor))
    return ` * ${factor}`
  if (Number.isInteger(divisor) && pairs.every(([a, b]) => typeof a === 'number' && typeof b === 'number' && a * divisor === b))
    return ` // ${divisor}`
  return null
}

function mostCommon(values: readonly ArgumentValue[]): ArgumentValue {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(valueText(value), (counts.get(valueText(value)) ?? 0) + 1)
  return values.reduce((best, value) => ((counts.get(valueText(value)) ?? 0) > (counts.get(valueText(best)) ?? 0) ? value : best))
}

/** After the arguments that they are: `channels` for what is both in_channels and out_channels; the layer's name before it where two would be one. */
function nameParameters(found: readonly Found[]): void {
  const taken = new Set<string>()
  for (const parameter of found) {
    const [first = 'value', ...others] = [...parameter.of]
    const wanted = others.length === 0 ? first : first.replace(/^(in|out)_/, '')
    const full = `${parameter.layer.replaceAll('.', '_')}_${first}`
    parameter.name = [wanted, full].find((name) => !taken.has(name)) ?? `${full}_${taken.size}`
    taken.add(parameter.name)
  }
}

/** What a definition takes, as it stands there; `others` are given by name and come between. */
export function parametersText({ parameters }: Definition, others: readonly string[] = []): string[] {
  const text = ({ name, usual }: Parameter): string => (usual === null ? name : `${name}=${valueText(usual)}`)
  const positional = parameters.filter(({ usual }) => usual === null)
  return [...positional.map(text), ...others, ...parameters.filter(({ usual }) => usual !== null).map(text)]
}

/** Arguments of a use: what is as usual is left out. */
export function useArguments({ definition, values }: Use): WrittenArgument[] {
  return definition.parameters.flatMap(({ name, usual }, at) => {
    const value = values[at] ?? 0
    if (usual === null) return [{ source: valueText(value) }]
    return valueText(value) === valueText(usual) ? [] : [{ name, source: valueText(value) }]
  })
}
