/** A design as a row of cells, one a block, with what it has otherwise than a baseline; and that difference in words. */
import type { Architecture } from '../../../../core/architecture/architecture.ts'
import { isResidual } from '../../../../core/architecture/blocks.ts'
import { diffArchitectures, type StageDifference } from '../../../../core/architecture/diff/diff.ts'
import { mapOf } from '../../../../core/architecture/map-size.ts'
import { shortcutText } from '../../../../core/architecture/shortcut-words.ts'
import { depthOf, walkNetwork } from '../../../../core/architecture/walk-network.ts'
import { countText } from '../../../../core/text/count-text.ts'

export type CellState = 'same' | 'added' | 'changed' | 'removed'

/** Blocks of one stage that follow each other and are in the same state. */
export interface CellRun {
  readonly state: CellState
  readonly count: number
}

export interface StripStage {
  /** Rows of the map, for the height of its cells; 0 for a stage that is gone. */
  readonly rows: number
  readonly residual: boolean
  readonly runs: readonly CellRun[]
}

/** The stages of `design`; blocks and stages of `baseline` that it has not stand where they would, as removed. */
export function stripOf(design: Architecture, baseline: Architecture): StripStage[] {
  const walked = walkNetwork(design).stages
  const gone = walkNetwork(baseline).stages
  return diffArchitectures(baseline, design).stages.map((stage) => {
    const own = stage.after === null ? undefined : design.stages[stage.after]
    const shape = stage.after === null ? gone[stage.before]?.first?.shape : walked[stage.after]?.first?.shape
    return { rows: mapOf(shape ?? [1]).height, residual: own !== undefined && isResidual(own), runs: runsOf(cellsOf(stage)) }
  })
}

function cellsOf({ state, blocks }: StageDifference): CellState[] {
  const removed = blocks.before.filter((block) => block === 'removed')
  const after = state === 'moved' ? blocks.after.map(() => 'changed' as const) : blocks.after
  return state === 'removed' ? blocks.before.map(() => 'removed') : [...after, ...removed]
}

function runsOf(cells: readonly CellState[]): CellRun[] {
  return cells.reduce<CellRun[]>((runs, state) => {
    const last = runs.at(-1)
    return last?.state === state ? [...runs.slice(0, -1), { state, count: last.count + 1 }] : [...runs, { state, count: 1 }]
  }, [])
}

/** `+36 layers, +583,296 parameters, shortcut none`; `the same network` where nothing differs. */
export function stripWords(
  design: { readonly architecture: Architecture; readonly parameters: number },
  baseline: { readonly architecture: Architecture; readonly parameters: number },
): string {
  const [own, base] = [design.architecture, baseline.architecture]
  const layers = depthOf(own) - depthOf(base)
  const parameters = design.parameters - baseline.parameters
  const states = stripOf(own, base).flatMap(({ runs }) => runs)
  const changed = states.filter(({ state }) => state === 'changed').reduce((sum, { count }) => sum + count, 0)
  const [shortcut, before] = [shortcutText(own), shortcutText(base)]
  const words = [
    layers === 0 ? '' : `${signed(layers)} ${Math.abs(layers) === 1 ? 'layer' : 'layers'}`,
    parameters === 0 ? '' : `${signed(parameters)} parameters`,
    changed === 0 ? '' : `${countText(changed)} ${changed === 1 ? 'block' : 'blocks'} changed`,
    shortcut === before ? '' : `shortcut ${shortcut}`,
  ].filter(Boolean)
  if (words.length > 0) return words.join(', ')
  const { whole, input, stem, head } = diffArchitectures({ ...base, name: '' }, { ...own, name: '' })
  const others = [whole.length > 0, input.length > 0, stem.state !== 'same', head.length > 0].some(Boolean)
  return others ? 'stem, head or input changed' : 'the same network'
}

function signed(value: number): string {
  return value > 0 ? `+${countText(value)}` : countText(value)
}
