/** Machine and versions of an attempt, as window and command line list them. */
import { outliersWords } from '../graph/outliers.ts'
import type { AttemptMachine } from '../store/attempt-machine.ts'
import type { RunAttempt } from '../store/run.ts'
import { bytesText } from '../text/bytes-text.ts'

export interface MachineRow {
  readonly name: string
  readonly value: string
}

const notRecorded = 'not recorded'

/** With what the attempt found of its data, where that changed how it computed. */
export function attemptMachineRows({ machine, outliers }: Pick<RunAttempt, 'machine' | 'outliers'>): MachineRow[] {
  const found = outliers.length === 0 ? [] : [{ name: 'Direct convolutions', value: outliersWords(outliers) }]
  return [...machineRows(machine), ...found]
}

/** One row that says so where an older Stagecraft began the attempt. */
export function machineRows(machine: AttemptMachine | null): MachineRow[] {
  if (machine === null) return [{ name: 'Machine and versions', value: notRecorded }]
  const { stagecraft, node, tensorflow, tfjs, oneDnn, kernels, system, processor, memoryBytes, gpuDriver } = machine
  return [
    { name: 'Stagecraft', value: stagecraft },
    { name: 'TensorFlow', value: tensorflow ?? 'not used' },
    { name: 'tfjs', value: tfjs },
    { name: 'oneDNN', value: oneDnn ?? 'not used' },
    { name: 'Own kernels', value: kernels },
    { name: 'Node', value: node },
    { name: 'System', value: system },
    { name: 'Processor', value: processor },
    { name: 'Memory', value: bytesText(memoryBytes) },
    { name: 'Graphics driver', value: gpuDriver ?? 'none' },
  ]
}
