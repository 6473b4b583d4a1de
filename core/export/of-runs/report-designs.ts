/** The networks of a report, drawn and in words. */
import type { Architecture } from '../../architecture/architecture.ts'
import { designRows, noValue, type DesignRow } from '../../architecture/design-rows.ts'
import { stackSvg } from '../../drawing/stack-svg.ts'
import { isTrainedHere, type RunSummary } from '../../store/run.ts'
import type { Block } from './report-block.ts'

/** Each network once, however many runs trained it: the first with all that it is, each other with what is otherwise there. */
export function designs(summaries: readonly RunSummary[]): Block[] {
  const byText = new Map(
    summaries.filter(isTrainedHere).map(({ record }) => [JSON.stringify(record.architecture), record.architecture]),
  )
  const [first, ...others] = byText.values()
  if (first === undefined) return []
  const rows = designRows(first)
  return [
    { kind: 'heading', level: 3, text: first.name },
    ...stack(first, 'design-1'),
    { kind: 'table', head: ['part', 'value'], rows: rows.map(({ name, value }) => [name, value]) },
    ...others.flatMap((architecture, at): Block[] => [
      { kind: 'heading', level: 3, text: architecture.name },
      ...stack(architecture, `design-${at + 2}`),
      otherwise(designRows(architecture), rows, first.name),
    ]),
  ]
}

function otherwise(rows: readonly DesignRow[], first: readonly DesignRow[], name: string): Block {
  const valueIn = (all: readonly DesignRow[], part: string): string => all.find((row) => row.name === part)?.value ?? noValue
  const parts = [...new Set([...first, ...rows].map((row) => row.name))]
  const differing = parts.filter((part) => valueIn(rows, part) !== valueIn(first, part))
  if (differing.length === 0) return { kind: 'text', text: `It is ${name} under another name.` }
  return {
    kind: 'table',
    head: ['part', 'value', `in ${name}`],
    rows: differing.map((part) => [part, valueIn(rows, part), valueIn(first, part)]),
  }
}

const stackWidth = 900

function stack(architecture: Architecture, name: string): Block[] {
  const svg = stackSvg(architecture, stackWidth)
  const caption = `${architecture.name}: height by resolution, thickness by channels, both on log scales.`
  return svg === null ? [] : [{ kind: 'chart', name, caption, svg }]
}
