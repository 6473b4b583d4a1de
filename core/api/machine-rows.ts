/** Machine and versions of an attempt, as window and command line list them. */
import type { AttemptMachine } from '../store/attempt-machine.ts'
import { bytesText } from '../text/bytes-text.ts'

export interface MachineRow {
  readonly name: string
  readonly value: string
}

const notRecorded = 'not recorded'

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
