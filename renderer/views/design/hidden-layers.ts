/** Widths of hidden layers as a person types them: "4096, 4096". */
import { readNumbers } from '../../../core/recipe/number-text.ts'

export type ReadWidths = { ok: true; widths: number[] } | { ok: false; reason: string }

const mostLayers = 8
const widest = 65_536

export function readHiddenLayers(text: string): ReadWidths {
  const read = readNumbers(text)
  if (read.kind === 'none') return { ok: false, reason: 'widths are whole numbers from 1 to 65,536, apart by commas' }
  if (read.kind === 'unclear') {
    const [grouped, apart] = read.readings
    return { ok: false, reason: `can be read as ${grouped.join(' and ')} or as ${apart.join(' and ')}: type ${apart.join('; ')}` }
  }
  const widths = [...read.values]
  if (widths.length > mostLayers) return { ok: false, reason: `${widths.length} layers; up to ${mostLayers} are possible` }
  const bad = widths.find((width) => width < 1 || width > widest)
  return bad === undefined ? { ok: true, widths } : { ok: false, reason: `"${bad}" is no width from 1 to 65,536` }
}
