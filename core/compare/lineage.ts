/** Which run was branched from which: a tree, from the run that began with fresh weights on. */
import { isBranch } from '../store/origin.ts'
import type { RunSummary } from '../store/run.ts'

export interface LineageNode {
  /** Null for one that is not in the library any more: its branches know its id and name. */
  readonly run: RunSummary | null
  readonly id: string
  readonly name: string
  /** Steps of the checkpoint that it was branched from; null at the root. */
  readonly atStep: number | null
  /** By the step at which they part from it, then the oldest first. */
  readonly branches: readonly LineageNode[]
}

/** The whole trees that the runs asked for stand in, in the order of those. */
export function lineageOf(all: readonly RunSummary[], asked: readonly string[]): LineageNode[] {
  const byId = new Map(all.map((run) => [run.record.id, run]))
  const children = new Map<string, RunSummary[]>()
  for (const run of all) {
    const { origin } = run.record
    if (isBranch(origin)) children.set(origin.run, [...(children.get(origin.run) ?? []), run])
  }
  const rootOf = (id: string, seen = new Set<string>()): string => {
    const origin = byId.get(id)?.record.origin ?? null
    // A run is never branched from its own branch; a file that says so must not be followed for ever.
    return isBranch(origin) && !seen.has(id) ? rootOf(origin.run, seen.add(id)) : id
  }
  const nodeOf = (id: string, name: string, atStep: number | null, above: readonly string[]): LineageNode => {
    const branches = (children.get(id) ?? []).filter(({ record }) => !above.includes(record.id) && record.id !== id)
    const run = byId.get(id) ?? null
    return {
      run,
      id,
      name: run?.record.name ?? name,
      atStep,
      branches: branches
        .map((branch) => nodeOf(branch.record.id, branch.record.name, stepOf(branch), [...above, id]))
        .sort(
          (one, other) =>
            (one.atStep ?? 0) - (other.atStep ?? 0) || (one.run?.record.createdAt ?? 0) - (other.run?.record.createdAt ?? 0),
        ),
    }
  }
  const roots = [...new Set(asked.filter((id) => byId.has(id)).map((id) => rootOf(id)))]
  return roots.map((root) => nodeOf(root, nameGivenTo(root, children), null, []))
}

function stepOf({ record: { origin } }: RunSummary): number | null {
  return isBranch(origin) ? origin.step : null
}

/** What a run that is gone was called when it was branched from. */
function nameGivenTo(id: string, children: ReadonlyMap<string, readonly RunSummary[]>): string {
  const [child] = children.get(id) ?? []
  const origin = child?.record.origin ?? null
  return isBranch(origin) ? origin.name : id
}
