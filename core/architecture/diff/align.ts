/**
 * Which stages of two designs belong together: a sequence alignment (Needleman & Wunsch 1970) in which stages that are alike are kept
 * together, and those that stand elsewhere are found again.
 */
import type { Stage } from '../blocks.ts'
import { differingFields, isEqual, textOf } from './fields.ts'

/** Positions from 0; null where a design has no such stage. */
export interface StagePair {
  readonly before: number | null
  readonly after: number | null
  /** Stands elsewhere than its neighbours. */
  readonly moved: boolean
}

/** What it costs to leave a stage out or to put one in, to have one elsewhere, and to change a field or the kind. */
const gap = 4
const move = 3
const field = 2
const kind = 4
/** However many fields differ, even the kind: a stage is changed rather than another one put in its place. */
const mostOfKind = 6
const mostOfAnother = 7

/** The pairs in the order of both designs. The same whichever comes first, but for the order of before and after. */
export function alignStages(before: readonly Stage[], after: readonly Stage[]): StagePair[] {
  // Between equally good alignments the choice must not depend on which design comes first.
  const pairs =
    textOf(before) <= textOf(after)
      ? cheapest(before, after)
      : cheapest(after, before).map((pair) => ({ ...pair, before: pair.after, after: pair.before }))
  return arranged(pairs)
}

/**
 * An alignment knows no moves: one that leaves a stage out and puts it in again is found where that is cheap for what the other design has as
 * well. It is worth it where what was left out is found again indeed.
 */
function cheapest(from: readonly Stage[], to: readonly Stage[]): StagePair[] {
  const still = withMoves(align(from, to, gap), from, to)
  const moving = withMoves(align(from, to, move / 2), from, to)
  const costOf = (pairs: readonly StagePair[]): number => pairs.reduce((sum, pair) => sum + pairCost(pair, from, to), 0)
  return costOf(moving) < costOf(still) ? moving : still
}

function pairCost({ before, after, moved }: StagePair, from: readonly Stage[], to: readonly Stage[]): number {
  const [one, other] = [from[before ?? -1], to[after ?? -1]]
  if (!one || !other) return gap
  return moved ? move : changeCost(one, other)
}

type Pair = Pick<StagePair, 'before' | 'after'>

/** `known`: cost of leaving out, or putting in, a stage that the other design has as well. */
function align(from: readonly Stage[], to: readonly Stage[], known: number): Pair[] {
  const gaps = (stages: readonly Stage[], others: readonly Stage[]): number[] =>
    stages.map((stage) => (others.some((other) => isEqual(stage, other)) ? known : gap))
  const [out, into] = [gaps(from, to), gaps(to, from)]
  const match = from.map((stage) => to.map((other) => changeCost(stage, other)))
  /** costs[i][j]: of what follows the first i stages and the first j. So that of equal stages the first stay, and the last are those that came. */
  const costs: number[][] = []
  const cost = (i: number, j: number): number => costs[i]?.[j] ?? Infinity
  const ways = (i: number, j: number): readonly [both: number, left: number, put: number] => [
    cost(i + 1, j + 1) + (match[i]?.[j] ?? Infinity),
    cost(i + 1, j) + (out[i] ?? Infinity),
    cost(i, j + 1) + (into[j] ?? Infinity),
  ]
  for (let i = from.length; i >= 0; i--) {
    const row: number[] = (costs[i] = [])
    for (let j = to.length; j >= 0; j--) row[j] = i === from.length && j === to.length ? 0 : Math.min(...ways(i, j))
  }
  const pairs: Pair[] = []
  for (let [i, j] = [0, 0]; i < from.length || j < to.length;) {
    const [both, left] = ways(i, j)
    const least = cost(i, j)
    if (both === least) pairs.push({ before: i++, after: j++ })
    else if (left === least) pairs.push({ before: i++, after: null })
    else pairs.push({ before: null, after: j++ })
  }
  return pairs
}

function changeCost(one: Stage, other: Stage): number {
  const differing = differingFields(one, other)
  if (one.kind === other.kind) return Math.min(mostOfKind, field * differing.length)
  // What only one of the kinds has follows from the kind.
  const common = differing.filter(
    ({ field: name, before, after }) => name !== 'kind' && before !== undefined && after !== undefined,
  )
  return Math.min(mostOfAnother, kind + field * common.length)
}

/** Stages that one design seems to lack and the other to have more: where they are equal they were moved. */
function withMoves(pairs: readonly Pair[], before: readonly Stage[], after: readonly Stage[]): StagePair[] {
  const ascending = (one: number, other: number): number => one - other
  const left = pairs.flatMap((pair) => (pair.after === null && pair.before !== null ? [pair.before] : [])).sort(ascending)
  const put = pairs.flatMap((pair) => (pair.before === null && pair.after !== null ? [pair.after] : [])).sort(ascending)
  const moves = left.flatMap((from): StagePair[] => {
    const at = put.findIndex((to) => isEqual(before[from], after[to]))
    return at < 0 ? [] : put.splice(at, 1).map((to) => ({ before: from, after: to, moved: true }))
  })
  const movedFrom = new Set(moves.map((move) => move.before))
  const movedTo = new Set(moves.map((move) => move.after))
  const others = pairs.filter(
    (pair) => !(pair.after === null ? movedFrom.has(pair.before) : pair.before === null && movedTo.has(pair.after)),
  )
  return [...others.map((pair) => ({ ...pair, moved: false })), ...moves]
}

/** In the order of the stack: before each pair that stays, first what was taken out there, then what came in. */
function arranged(pairs: readonly StagePair[]): StagePair[] {
  const by = (key: 'before' | 'after') => (one: StagePair, other: StagePair) => (one[key] ?? 0) - (other[key] ?? 0)
  const kept = pairs.filter((pair) => pair.before !== null && pair.after !== null && !pair.moved).sort(by('after'))
  const taken = pairs.filter((pair) => pair.after === null).sort(by('before'))
  const came = pairs.filter((pair) => pair.before === null || pair.moved).sort(by('after'))
  const upTo = (list: StagePair[], key: 'before' | 'after', end: number): StagePair[] => {
    const next = list.findIndex((pair) => (pair[key] ?? 0) > end)
    return list.splice(0, next < 0 ? list.length : next)
  }
  const rows = kept.flatMap((pair) => [...upTo(taken, 'before', pair.before ?? 0), ...upTo(came, 'after', pair.after ?? 0), pair])
  return [...rows, ...taken, ...came]
}
