/** Maps of an image through the blocks of a network, as small pictures. Pure. */
import type { ResultOf } from '../../../../core/inspect/analyses.ts'
import { strengths } from '../../../components/charts/heat-scale.ts'
import { csv } from '../plot/series.ts'

type Block = ResultOf<'image'>['blocks'][number]

export interface BlockMap extends Block {
  /** Row by row. */
  readonly values: Float32Array
}

/** `all`: one map after the other. */
export function mapsOf(blocks: readonly Block[], all: Float32Array): BlockMap[] {
  let from = 0
  return blocks.map((block) => {
    const values = all.subarray(from, (from += block.height * block.width))
    return { ...block, values }
  })
}

export interface MapCell {
  readonly row: number
  readonly from: number
  readonly to: number
  /** 0, the weakest, to 6. */
  readonly strength: number
}

/** Neighbours of one strength in a row as one; strengths between the least and the largest of this map. */
export function mapCells({ height, width, values }: BlockMap): MapCell[] {
  const least = values.reduce((least, value) => Math.min(least, value), Infinity)
  const most = values.reduce((most, value) => Math.max(most, value), -Infinity)
  const strengthAt = (at: number): number =>
    most > least ? Math.min(strengths - 1, Math.floor((((values[at] ?? 0) - least) / (most - least)) * strengths)) : 0
  return Array.from({ length: height }, (_, row) => row).flatMap((row) => {
    const cells: MapCell[] = []
    for (let from = 0; from < width;) {
      const strength = strengthAt(row * width + from)
      let to = from + 1
      while (to < width && strengthAt(row * width + to) === strength) to += 1
      cells.push({ row, from, to, strength })
      from = to
    }
    return cells
  })
}

export function mapsTable(maps: readonly BlockMap[]): string {
  const rows = maps.flatMap(({ name, width, values }) =>
    Array.from(values, (value, at) => [name, Math.floor(at / width), at % width, value]),
  )
  return csv([['block', 'row', 'column', 'root of the mean square'], ...rows])
}

export interface Said {
  readonly name: string
  readonly probability: number | null
  readonly isLabel: boolean
}

/** The most probable classes, and its label wherever it stands. */
export function saidOf({ classes, probabilities, label }: ResultOf<'image'>, most: number): Said[] {
  const said = classes.map((name, at) => ({ name, probability: probabilities[at] ?? null, isLabel: at === label }))
  said.sort((one, other) => (other.probability ?? -1) - (one.probability ?? -1))
  return said.filter(({ isLabel }, at) => at < most || isLabel)
}
