/** `diff`: what one design has that another has not, part by part, and what it costs. */
import type { Architecture } from '../architecture/architecture.ts'
import { countsOf, type Counts } from '../architecture/counts.ts'
import { diffArchitectures, isSameNetwork } from '../architecture/diff/diff.ts'
import { differenceWords, type PartWords } from '../architecture/diff/words.ts'
import { lower } from '../architecture/lower.ts'
import { activationBytes, usualBatch } from '../graph/activation-memory.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { findDesign, type NamedNetwork } from './networks.ts'
import { count, table } from './text.ts'
import { exitCode } from './usage.ts'

/** Prints the difference; with `json` as one object, states and values as data and in words. Gives the exit code: 1 where one cannot be read. */
export async function diffDesigns(
  names: { readonly before: string; readonly after: string },
  library: string,
  json: boolean,
  print: (line: string) => void,
): Promise<number> {
  const before = await findDesign(names.before, library)
  const after = await findDesign(names.after, library)
  if (before.ok && after.ok) {
    print(json ? asJson(before, after) : asText(before, after))
    return exitCode.finished
  }
  const unread = [before, after].flatMap((named) => (named.ok ? [] : [named]))
  if (json) print(JSON.stringify({ unread }))
  else
    for (const { title, problems } of unread)
      print(`${visibleText(title)}: ${problems.map(({ message }) => visibleText(message)).join(' ')}`)
  return exitCode.failed
}

type Read = NamedNetwork & { ok: true }

function asJson(before: Read, after: Read): string {
  const [one, other] = [before.architecture, after.architecture]
  const difference = diffArchitectures(one, other)
  const parts = differenceWords(one, other, difference)
  const counts = { before: countsOf(one), after: countsOf(other) }
  return JSON.stringify({ before: before.title, after: after.title, same: isSameNetwork(difference), difference, parts, counts })
}

function asText(before: Read, after: Read): string {
  const [one, other] = [before.architecture, after.architecture]
  const parts = differenceWords(one, other, diffArchitectures(one, other))
  return [
    `${visibleText(before.title)} → ${visibleText(after.title)}`,
    parts.length === 0 ? 'The same design.' : table(['part', '', 'field', 'before', 'after'], parts.flatMap(rowsOf), []),
    '',
    countsTable(one, other, countsOf(one), countsOf(other)),
  ].join('\n')
}

function rowsOf({ title, state, fields, note }: PartWords): string[][] {
  const rows = fields.map(({ caption, before, after }) => [caption, before || '–', after || '–'])
  const all = note === '' ? rows : [...rows, [note, '', '']]
  return (all.length > 0 ? all : [['', '', '']]).map((row, index) => (index === 0 ? [title, state, ...row] : ['', '', ...row]))
}

/** Counts side by side. A design with errors has none: the first is named instead. */
function countsTable(one: Architecture, other: Architecture, from: Counts | null, to: Counts | null): string {
  const errors = [one, other].flatMap((architecture) => {
    const error = lower(architecture).problems.find(({ severity }) => severity === 'error')
    return error ? [`${visibleText(architecture.name)} cannot be trained: ${visibleText(error.message)}`] : []
  })
  const figures: readonly (keyof Counts)[] = ['parameters', 'macs', 'activations', 'depth']
  const names: Record<keyof Counts, string> = {
    parameters: 'parameters',
    macs: 'MACs',
    activations: `activation memory, batch ${usualBatch(one.input.height)}, float32`,
    depth: 'layers deep',
  }
  const text = (figure: keyof Counts, counts: Counts | null): string => {
    if (counts === null) return '–'
    return figure === 'activations' ? bytesText(activationBytes(counts, usualBatch(one.input.height)), 2) : count(counts[figure])
  }
  const difference = (figure: keyof Counts): string => {
    if (from === null || to === null) return '–'
    const by = to[figure] - from[figure]
    const size = { parameters: 0, macs: 0, activations: 0, depth: 0, [figure]: Math.abs(by) }
    return by === 0 ? 'same' : `${by > 0 ? '+' : '-'}${text(figure, size)}`
  }
  const rows = figures.map((figure) => [names[figure], text(figure, from), text(figure, to), difference(figure)])
  return [table(['', 'before', 'after', 'difference'], rows, [1, 2, 3]), ...errors].join('\n')
}
