/**
 * A field and its range as a person types them: `lr=0.01..1 log`, `batch=64,128`, `n=3..9/4`. A number after the slash is how many values a grid takes. Values
 * with commas in them, as decimal commas, are parted by ; or |.
 */
import { numberOf, readNumber } from '../recipe/number-text.ts'
import type { Value } from '../plan/part-of.ts'
import type { SweepPlan } from './plan.ts'
import type { Range } from './axis.ts'

export type Varied = SweepPlan['fields'][number]
export type ReadVaried = { readonly ok: true; readonly varied: Varied } | { readonly ok: false; readonly reason: string }

const form = 'it is typed as field=from..to, field=from..to log, field=from..to/points, or field=value,value'

export function readVaried(text: string): ReadVaried {
  const [, field, range] = /^\s*([^=\s]+)\s*=\s*(.+?)\s*$/.exec(text) ?? []
  if (field === undefined || range === undefined) return { ok: false, reason: form }
  const read = readRange(range)
  return read.ok ? { ok: true, varied: { field, range: read.range } } : read
}

type ReadRange = { readonly ok: true; readonly range: Range } | { readonly ok: false; readonly reason: string }

export function readRange(text: string): ReadRange {
  const [, from, to, points, log] = /^(\S+?)\.\.([^\s/]+)(?:\s*\/\s*(\d+))?(\s+log)?$/.exec(text) ?? []
  if (from === undefined || to === undefined) return readValues(text)
  const ends = [numberOf(from, 'any'), numberOf(to, 'any')] as const
  const count = points === undefined ? 3 : Number(points)
  if (ends.some(Number.isNaN)) return { ok: false, reason: `${from} and ${to} are no two numbers; ${form}` }
  if (count < 2 || count > 100) return { ok: false, reason: 'a grid takes from 2 to 100 values of a range' }
  return { ok: true, range: { kind: 'number', from: ends[0], to: ends[1], log: log !== undefined, points: count } }
}

function readValues(text: string): ReadRange {
  const apart = ['|', ';'].find((sign) => text.includes(sign)) ?? ','
  const parts = text.split(apart)
  // One number with a decimal comma would be read as two.
  const decimal = parts.findIndex((part, at) => apart === ',' && /^\s*[+-]?0$/.test(part) && /^\d+\s*$/.test(parts[at + 1] ?? ''))
  if (decimal >= 0) {
    const [whole = '', digits = ''] = parts.slice(decimal, decimal + 2).map((part) => part.trim())
    const reason = `${whole},${digits} can be one number or two: type ${whole}.${digits}, or ${whole}, ${digits} with a space; numbers with decimal commas are parted by ;`
    return { ok: false, reason }
  }
  const values = parts.map((part) => valueOf(part.trim()))
  return values.includes('') ? { ok: false, reason: form } : { ok: true, range: { kind: 'choice', values } }
}

/** As it is typed. */
export function rangeText(range: Range): string {
  if (range.kind === 'choice') {
    const texts = range.values.map(String)
    return texts.join(texts.some((text) => /[,;]/.test(text)) ? '|' : ',')
  }
  const { from, to, points, log } = range
  return `${from}..${to}${points === 3 ? '' : `/${points}`}${log ? ' log' : ''}`
}

/** A number where all of it is one. */
function valueOf(text: string): Value {
  const read = readNumber(text, 'any')
  return read.kind === 'number' && String(read.value) === String(Number(text)) ? read.value : text
}
