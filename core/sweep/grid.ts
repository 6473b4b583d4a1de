/** Every combination of the axes' values, the last axis changing fastest. */
import type { Values } from '../plan/part-of.ts'
import { gridValues, type Axis } from './axis.ts'

/** Axes by their fields. */
export type Space = ReadonlyMap<string, Axis>

export function gridSize(space: Space): number {
  return [...space.values()].reduce((product, axis) => product * gridValues(axis).length, 1)
}

/** The combination of that number, from 1; null beyond the last. */
export function gridPoint(space: Space, number: number): Values | null {
  if (number < 1 || number > gridSize(space)) return null
  let rest = number - 1
  const backwards = [...space].reverse().map(([field, axis]) => {
    const values = gridValues(axis)
    const value = values[rest % values.length] ?? ''
    rest = Math.floor(rest / values.length)
    return [field, value] as const
  })
  return Object.fromEntries(backwards.reverse())
}
