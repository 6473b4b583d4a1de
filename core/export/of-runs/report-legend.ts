/** The legend under a chart: what thin and bold are, and each run by its colour and dashes. */
import { paperColours, runStroke } from '../../drawing/paper-colours.ts'
import { markupText } from '../../text/markup-text.ts'
import type { ReportLine } from './report-chart.ts'

const rowHeight = 18
/** px of a letter at 12 px, about; and of the line before a name. */
const letter = 6.6
const sample = 30
const longestName = 64

export interface LegendPlace {
  readonly left: number
  readonly width: number
  /** Baseline of its first row. */
  readonly top: number
}

/** `bottom`: baseline of its last row. */
export function legendOf(lines: readonly ReportLine[], { left, width, top }: LegendPlace): { svg: string; bottom: number } {
  const runs = new Map(lines.map((line) => [`${line.color} ${line.name}`, line]))
  const measured = new Set(lines.filter(({ y }) => y.some(Number.isFinite)).map(({ color, name }) => `${color} ${name}`))
  const entries = [...runs].map(([key, { name, color }]) => ({
    words: shortened(name) + (measured.has(key) ? '' : ' (nothing measured)'),
    ...runStroke(color),
  }))
  const column = Math.min(width, sample + 16 + letter * Math.max(1, ...entries.map(({ words }) => words.length)))
  const columns = Math.max(1, Math.floor(width / column))
  const grey = paperColours.ink3
  const key = [
    entry(left, top, 'training', { colour: grey, dash: '' }, 1),
    entry(left + sample + 16 + letter * 'training'.length, top, 'test', { colour: grey, dash: '' }, 2.2),
  ]
  const rows = entries.map(({ words, colour, dash }, index) => {
    const [row, at] = [1 + Math.floor(index / columns), index % columns]
    return entry(left + at * column, top + row * rowHeight, words, { colour, dash }, 2.2)
  })
  return { svg: [...key, ...rows].join('\n'), bottom: top + Math.ceil(entries.length / columns) * rowHeight }
}

function entry(x: number, y: number, words: string, stroke: ReturnType<typeof runStroke>, width: number): string {
  return `<path d="M${x} ${y - 4}h${sample - 8}" stroke="${stroke.colour}" stroke-width="${width}" stroke-dasharray="${stroke.dash}"/><text x="${x + sample}" y="${y}">${markupText(words)}</text>`
}

/** By whole characters as people see them. */
function shortened(name: string): string {
  const signs = [...new Intl.Segmenter('en').segment(name)].map(({ segment }) => segment)
  return signs.length > longestName ? `${signs.slice(0, longestName - 1).join('')}…` : name
}
