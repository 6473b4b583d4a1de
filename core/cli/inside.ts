/** `inside`: what was measured inside a run's network, by layer and block. */
import type { LabClient } from '../api/contract.ts'
import { blockQuantities, layerQuantities, telemetryQuantities, type TelemetryQuantity } from '../graph/telemetry.ts'
import { cadenceText } from '../recipe/parts/leaves.ts'
import { findTrainedRun } from './find-run.ts'
import { snapshot } from './lab-client.ts'
import { count, table } from './text.ts'

export interface InsideOptions {
  quantity?: readonly TelemetryQuantity[]
  /** Names of layers or blocks. */
  of?: readonly string[]
  /** The last measured step at or before this one; the newest where it is left out. */
  step?: number
}

interface Value {
  readonly run: string
  readonly step: number
  readonly quantity: TelemetryQuantity
  readonly of: string
  readonly depth: number
  readonly value: number
}

const heads: Record<TelemetryQuantity, string> = {
  gradientNorm: 'gradient norm',
  weightNorm: 'weight norm',
  updateRatio: 'update ratio',
  responseStd: 'response std',
  branchShare: '|F(x)| / |x|',
  branchGradient: 'gradient via F',
  shortcutGradient: 'via shortcut',
}

/** Prints the values of one step; with `json` one a line, null where it is not finite. Throws a UsageError when there is no such run. */
export async function showInside(
  client: LabClient,
  named: string,
  options: InsideOptions,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const { record } = await findTrainedRun(client, named)
  const values = await readValues(client, record.id, options)
  if (json) {
    for (const value of values) print(JSON.stringify(value))
    return
  }
  if (values.length === 0) {
    const every = record.recipe.telemetryEvery
    const why =
      every === 0
        ? 'Its recipe has that off: --telemetry 100 turns it on.'
        : `It is measured ${cadenceText({ unit: 'steps', value: every })}.`
    print(`Nothing was measured inside ${record.name}${options.step === undefined ? '' : ` up to step ${options.step}`}. ${why}`)
    return
  }
  print(`${record.name} (${record.id}), step ${count(Math.max(...values.map(({ step }) => step)))}`)
  for (const quantities of [layerQuantities, blockQuantities]) {
    const shown = quantities.filter((quantity) => values.some((value) => value.quantity === quantity))
    if (shown.length > 0) print(tableOf(values, shown, quantities === layerQuantities ? 'layer' : 'block'))
  }
}

async function readValues(client: LabClient, id: string, { quantity, of, step }: InsideOptions): Promise<Value[]> {
  const asked = quantity ?? telemetryQuantities
  const range = { columns: 2, from: null, to: step ?? null, of: of === undefined ? null : [...of], depth: null }
  const views = await Promise.all(asked.map((name) => snapshot(client, 'telemetry', { id, quantity: name, ...range })))
  return views.flatMap((view) => {
    const last = view === null ? -1 : view.steps.length - 1
    if (view === null || last < 0) return []
    return view.of.map((name, layer) => ({
      run: id,
      step: view.steps[last] ?? 0,
      quantity: view.quantity,
      of: name,
      depth: view.depths[layer] ?? 0,
      value: view.values[last * view.of.length + layer] ?? NaN,
    }))
  })
}

/** A row a layer or block, from the input on, a column a quantity. */
function tableOf(values: readonly Value[], quantities: readonly TelemetryQuantity[], what: string): string {
  const rows = new Map<string, { depth: number; cells: Map<TelemetryQuantity, number> }>()
  for (const { quantity, of, depth, value } of values) {
    if (!quantities.includes(quantity)) continue
    const row = rows.get(of) ?? { depth, cells: new Map() }
    row.cells.set(quantity, value)
    rows.set(of, row)
  }
  return table(
    [what, 'depth', ...quantities.map((quantity) => heads[quantity])],
    [...rows].map(([of, { depth, cells }]) => [of, String(depth), ...quantities.map((quantity) => text(cells.get(quantity)))]),
    [1, ...quantities.map((_, index) => index + 2)],
  )
}

/** `0.01234`, `1.23e-5`; `–` where a layer has no such value. */
function text(value: number | undefined): string {
  if (value === undefined) return '–'
  if (!Number.isFinite(value)) return String(value)
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : String(Number(value.toPrecision(4)))
}
