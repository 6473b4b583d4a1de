/** The benchmark's figures as tables that README can quote. */
import { engineNames, isPeer, type EngineName } from './engines.ts'
import type { Row } from './rows.ts'
import { phases, type Phase } from './workload.ts'
import type { Spread } from './statistics.ts'

const titles: { readonly [name in EngineName]: string } = {
  stagecraft: 'Stagecraft',
  'stagecraft-tensorflow': "TensorFlow's kernels",
  torch: 'PyTorch',
  'torch-compile': 'torch.compile',
  keras: 'Keras',
  'keras-xla': 'Keras, XLA',
  tfjs: 'tfjs',
  'tfjs-layers': 'tfjs Layers',
}

const stepOf: { readonly [phase in Phase]: string } = { training: 'a training step', evaluation: 'an evaluated batch' }

/** Of each phase that was measured two tables, of step times and of memory; a line each network and precision, a column each engine that has a row. */
export function markdownTables(rows: readonly Row[]): string {
  return phases
    .map((phase) => ({ phase, ofPhase: rows.filter((row) => row.phase === phase) }))
    .filter(({ ofPhase }) => ofPhase.length > 0)
    .map(({ phase, ofPhase }) => tablesOf(phase, ofPhase))
    .join('\n')
}

function tablesOf(phase: Phase, rows: readonly Row[]): string {
  const engines = engineNames.filter((name) => rows.some(({ engine }) => engine === name))
  const names = new Set(rows.map(nameOf))
  const cases = [...names].map((name) => ({ name, ofCase: rows.filter((row) => nameOf(row) === name) }))
  const table = (last: readonly string[], cells: (ofCase: readonly Row[]) => readonly string[]): string => {
    const head = ['network', 'batch', 'precision', ...engines.map((engine) => titles[engine]), ...last]
    const rule = head.map((_title, column) => (column === 0 || column === 2 ? '---' : '---:'))
    const lines = cases.map(({ name, ofCase }) => `| ${name} | ${cells(ofCase).join(' | ')} |`)
    return [`| ${head.join(' | ')} |`, `| ${rule.join(' | ')} |`, ...lines].join('\n')
  }
  const columns = (ofCase: readonly Row[], cell: (row: Row) => string): string[] =>
    engines.map((name) => {
      const row = ofCase.find(({ engine }) => engine === name)
      return row === undefined ? '' : cell(row)
    })
  const own = (ofCase: readonly Row[]): Row | undefined => ofCase.find(({ engine }) => engine === 'stagecraft')

  const times = table(['Stagecraft ÷ fastest peer', 'images/s', 'of matmul peak'], (ofCase) => {
    const { toFastestPeer = null, imagesPerSecond = null, shareOfPeak = null } = own(ofCase) ?? {}
    return [
      ...columns(ofCase, ({ medianMs }) => (medianMs === null ? 'failed' : milliseconds(medianMs))),
      toFastestPeer === null ? '' : `${toFastestPeer.ratio.toFixed(2)}${spreadText(toFastestPeer.spread)}`,
      imagesPerSecond === null ? '' : imagesPerSecond.toFixed(imagesPerSecond < 100 ? 1 : 0),
      shareOfPeak === null ? '' : `${(100 * shareOfPeak).toFixed(0)} %`,
    ]
  })
  const memory = table(['Stagecraft ÷ leanest peer'], (ofCase) => {
    const leanest = Math.min(...ofCase.flatMap(({ engine, peakMB }) => (!isPeer(engine) || peakMB === null ? [] : [peakMB])))
    const ours = own(ofCase)?.peakMB ?? null
    return [
      ...columns(ofCase, ({ peakMB }) => (peakMB === null ? '' : peakMB.toFixed(0))),
      ours === null || leanest === Infinity ? '' : (ours / leanest).toFixed(2),
    ]
  })
  return `Median milliseconds of ${stepOf[phase]} (smallest and largest ratio of turns in brackets):\n\n${times}\n\nPeak memory in MB:\n\n${memory}\n`
}

function nameOf({ net, batch, precision }: Row): string {
  return `${net} | ${batch} | ${precision}`
}

/** Three digits, as far as they are there. */
function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

function spreadText(spread: Spread | null): string {
  return spread === null ? '' : ` (${spread.map((ratio) => ratio.toFixed(2)).join(' – ')})`
}
