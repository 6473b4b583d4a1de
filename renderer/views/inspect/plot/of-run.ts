/** How a run is drawn in figures. */
import type { Inspected } from '../inspected.ts'
import type { Level, Point, Series } from './series.ts'

type Drawn = Pick<Inspected, 'id' | 'name' | 'stroke'>

const strokeOf = ({ stroke }: Drawn) => ({
  colour: stroke.colour,
  isRing: stroke.dash !== null,
  dash: stroke.dash?.join(' '),
})

export function seriesOf(run: Drawn, points: readonly Point[], joined: boolean): Series {
  return { key: run.id, name: run.name, ...strokeOf(run), joined, points }
}

export function levelOf(run: Drawn, what: string, y: number): Level {
  const { colour, dash } = strokeOf(run)
  return { key: `${run.id} ${what}`, of: run.id, name: `${run.name}, ${what}`, colour, dash, y }
}
