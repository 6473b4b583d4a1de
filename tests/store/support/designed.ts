/** A design whose every state says its number, saved with the history that led to it. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { Library } from '../../../core/store/library.ts'
import { sampleArchitecture } from './samples.ts'

export function designed(number: number): Architecture {
  return { ...sampleArchitecture, name: String(number) }
}

/** Number of the state that the library holds; 0 for none. */
export function lastDesigned(library: Pick<Library, 'designs'>): number {
  const [design] = library.designs.list()
  return design === undefined ? 0 : Number(design.architecture.name)
}

const steps = (number: number): number[] => [number - 2, number - 1, number].filter((one) => one > 0)

/** Saves the state of this number, with itself and the two before it as history. */
export function saveDesigned({ designs }: Pick<Library, 'designs'>, number: number): void {
  const order = steps(number).map(String)
  const fresh = steps(number).map((one) => ({
    key: String(one),
    label: `did ${one}`,
    time: one,
    architecture: designed(one),
    variant: null,
  }))
  const basedOn = designs.list().map(({ architecture }) => architecture)
  designs.save('a', designed(number), basedOn, null, { order, at: order.length - 1, steps: fresh })
}

/** What is kept of it, as numbers: its state, its undo history, and its versions. */
export function keptDesign(library: Pick<Library, 'designs' | 'versions'>): {
  state: number
  history: number[]
  versions: number[]
} {
  return {
    state: lastDesigned(library),
    history: library.designs.history('a')?.steps.map(({ architecture }) => Number(architecture.name)) ?? [],
    versions: library.versions
      .list('a')
      .map(({ architecture }) => Number(architecture.name))
      .toSorted((a, b) => a - b),
  }
}

/** What is to be kept once `number` was saved, with a version for every third. */
export function whatIsKept(number: number): { state: number; history: number[]; versions: number[] } {
  return {
    state: number,
    history: steps(number),
    versions: Array.from({ length: Math.floor(number / 3) }, (_, at) => 3 * (at + 1)),
  }
}
