/** Every byte of every run of a library read, one after the other, with what is wrong told as it is found. */
import { checkRun, repairRun } from '../../store/check-run.ts'
import type { RunDamage } from '../../store/run.ts'
import type { Told } from '../write-export.ts'

export interface CheckedRun {
  readonly id: string
  readonly name: string
  readonly folder: string
  readonly bytes: number
  /** What lists tell already. */
  readonly damage: readonly RunDamage[]
  /** Nobody writes there, so that what nothing can go on from may be put aside. */
  readonly mayRepair: boolean
}

export interface Finding extends RunDamage {
  readonly run: string
  readonly name: string
  /** It was put aside, under a name that ends in `.damaged`. */
  readonly repaired: boolean
}

export interface Checked {
  /** Runs that were read. */
  readonly runs: number
  readonly bytes: number
}

/** Ends early where it is cancelled. */
export async function checkRuns(
  runs: readonly CheckedRun[],
  repair: boolean,
  told: Told,
  found: (findings: readonly Finding[]) => void,
  isCancelled: () => boolean = () => false,
): Promise<Checked> {
  const total = runs.reduce((sum, { bytes }) => sum + bytes, 1)
  let [read, done] = [0, 0]
  for (const { id, name, folder, bytes, damage, mayRepair } of runs) {
    if (isCancelled()) break
    const all = await checkRun(folder, { damage })
    const mended = repair && mayRepair ? repairRun(folder, all) : []
    if (all.length > 0) found(all.map((one) => ({ ...one, run: id, name, repaired: mended.includes(one.file) })))
    read += 1
    told((done += bytes), total)
  }
  return { runs: read, bytes: done }
}
