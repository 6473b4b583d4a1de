/** What was measured inside compared runs at one layer: the choice of the layer, and its lines in a panel. Pure. */
import type { TelemetryLines, TelemetryQuantity, WhichLayer } from '../../../core/graph/telemetry.ts'
import { oddIn, type Line, type Panel } from '../../components/charts/chart.ts'
import { runStroke } from '../../components/charts/run-colour.ts'
import { formatAxisValue } from '../../components/charts/ticks.ts'
import { longestLabel, type ComparedRun } from './compare-panels.ts'
import { shortName } from './distinct-names.ts'
import { measureRule } from './measures.ts'

/** A choice as a select has it: of the first, of the last, or a layer by its name after a colon, which no end's word has. */
export function layerOf(choice: string): WhichLayer {
  if (choice === 'first' || choice === 'last') return { kind: choice }
  return { kind: 'named', name: choice.replace(/^:/, '') }
}

/** The ends, which every run has, and the layers that any run has; one that was chosen stays, though no run has it. */
export function layerChoices(names: readonly string[], chosen: string): { value: string; label: string }[] {
  const named = names.map((name) => ({ value: `:${name}`, label: name }))
  const kept = chosen.startsWith(':') && !named.some(({ value }) => value === chosen)
  return [
    { value: 'first', label: 'first layer' },
    { value: 'last', label: 'last layer' },
    ...named,
    ...(kept ? [{ value: chosen, label: chosen.slice(1) }] : []),
  ]
}

export interface InsideRequest {
  readonly quantity: TelemetryQuantity
  readonly weight: number
  readonly logarithmic: boolean
}

/** A line a run. In the unit stands the layer, or of how many layers the lines are, where networks differ. */
export function comparedInside(
  compared: readonly ComparedRun[],
  { lines }: Pick<TelemetryLines, 'lines'>,
  { quantity, weight, logarithmic }: InsideRequest,
): Panel {
  const rule = measureRule(quantity)
  const found = lines.filter((line) => line.quantity === quantity && line.steps.length > 0)
  const [layer, ...others] = new Set(found.map(({ of }) => of))
  const where = layer === undefined ? 'nothing was measured there' : others.length === 0 ? layer : 'of each run’s own layer'
  return {
    id: quantity,
    title: rule.title,
    unit: `${rule.unit}; ${where}`,
    weight,
    log: logarithmic,
    lines: compared.flatMap((one) => {
      const line = found.find(({ run }) => run === one.run.record.id)
      return line ? [lineOf(one, line)] : []
    }),
    points: [],
    fallback: { min: logarithmic ? 0.01 : 0, max: 1 },
    formatTick: found.length === 0 ? () => '' : formatAxisValue,
    formatValue: rule.format,
    valueUnit: '',
  }
}

function lineOf({ run, name, place }: ComparedRun, line: TelemetryLines['lines'][number]): Line {
  // By time, what was measured beyond the curve's last step has no place yet.
  const placed = line.steps.map(place)
  const known = (values: Float64Array): Float64Array => values.filter((_, at) => Number.isFinite(placed[at]))
  const [x, low] = [known(placed), known(line.low)]
  return {
    id: `${run.record.id} train`,
    name: `${name}, ${line.of}`,
    how: line.width === 1 ? 'each measured step' : `mean of ${line.width} measured steps`,
    x,
    y: known(line.mean),
    ...runStroke(run.record.color),
    weight: 'rate',
    odd: oddIn(x, low),
    short: null,
    endLabel: shortName(name, longestLabel),
    ...(line.width > 1 ? { band: { low, high: known(line.high) } } : {}),
  }
}
