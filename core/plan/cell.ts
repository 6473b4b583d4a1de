/** A run as data, before there is one: plans are lists of these, and whether one was trained already follows from what it is. */
import type { Architecture } from '../architecture/architecture.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { Recipe } from '../recipe/recipe.ts'

export interface Cell {
  readonly name: string
  readonly architecture: Architecture
  readonly dataset: DatasetId
  /** With its seed. */
  readonly recipe: Recipe
  readonly device: DeviceChoice
}

/** What of a run decides what is measured: equal texts are equal runs, whatever design, recipe and run are called and wherever they train. */
export function cellKey({ architecture, dataset, recipe }: Pick<Cell, 'architecture' | 'dataset' | 'recipe'>): string {
  const { name: _, ...design } = architecture
  const { name: __, basedOn: ___, ...settings } = recipe
  return JSON.stringify([dataset, design, settings], inOneOrder)
}

/** Keys in one order, whoever wrote the object. */
function inOneOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
