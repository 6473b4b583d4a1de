/** A computer that was measured: its speeds are made up, so that what is predicted by them is known. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { workKinds, type WorkKind } from '../../../core/prediction/work.ts'
import { runtimeLocation } from '../../../core/tensorflow/runtime-location.ts'
import type { Place } from './place.ts'

/** `known`: milliseconds for one of a kind of work; all others take none. */
export function keepSpeeds({ library }: Place, known: Readonly<Partial<Record<WorkKind, number>>>): void {
  const location = runtimeLocation()
  if (location.kind === 'missing') throw new Error(location.reason)
  const speeds = { ...Object.fromEntries(workKinds.map((kind) => [kind, 0])), ...known }
  const machine = { processor: cpus()[0]?.model.trim(), cores: availableParallelism(), tensorflow: location.version }
  mkdirSync(library, { recursive: true })
  const measured = { format: 'stagecraft-machine', version: 1, machine, measuredAt: 0, others: 0.3 }
  writeFileSync(join(library, 'machine.json'), JSON.stringify({ ...measured, speeds: { float32: speeds, bfloat16: speeds } }))
}
