/** Processor, memory and disk. */
import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import type { SystemCheck } from './system-report.ts'
import { bytesText } from '../text/bytes-text.ts'
import { attention, fact, fine, missing } from './checks.ts'

/** Instruction sets that TensorFlow's kernels choose between, as Linux names them. */
const instructionSets: Readonly<Record<string, string>> = {
  avx2: 'AVX2',
  fma: 'FMA',
  avx512f: 'AVX-512',
  avx512_vnni: 'VNNI',
  avx512_bf16: 'BF16',
  amx_tile: 'AMX',
  asimd: 'NEON',
  sve: 'SVE',
}

/** Below this a run may not even write its metrics. */
const littleDisk = 2 ** 30
/** A run of ResNet-20 at batch 128 holds about 1 GB. */
const littleMemory = 2 * 2 ** 30

export function processorChecks(): SystemCheck[] {
  const cores = availableParallelism()
  const model = cpus()[0]?.model.trim() ?? 'unknown'
  return [fine('Processor', 'Model', `${model}, ${cores} ${cores === 1 ? 'core' : 'cores'}`), instructionCheck()]
}

function instructionCheck(): SystemCheck {
  if (process.platform !== 'linux') return fact('Processor', 'Instructions', `${process.arch}; this system does not list them`)
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
  const flags = new Set(line.split(' '))
  const found = Object.entries(instructionSets).flatMap(([flag, name]) => (flags.has(flag) ? [name] : []))
  const text = found.length > 0 ? found.join(', ') : 'none of those that make training fast'
  if (process.arch !== 'x64' || flags.has('avx')) return fact('Processor', 'Instructions', text)
  // The published wheel is compiled for it: without, the trainer ends with an illegal instruction.
  return missing('Processor', 'Instructions', `${text}; TensorFlow needs AVX`, 'too old', {
    text: 'Train on a computer with a processor from 2013 or later, or let a virtual machine see the instructions of its host.',
  })
}

/** `folder` is the library's. */
export async function memoryChecks(folder: string): Promise<SystemCheck[]> {
  const { blocks, bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const memory = `${bytesText(totalmem())}, ${bytesText(availableMemory())} available`
  const disk = `${bytesText(blocks * bsize)}, ${bytesText(free)} free`
  return [
    availableMemory() < littleMemory
      ? attention('Memory, disk', 'Memory', memory, 'little', { text: 'Close other programs, or train with a smaller batch.' })
      : fine('Memory, disk', 'Memory', memory),
    free < littleDisk
      ? attention('Memory, disk', 'Disk of the library', disk, 'little', {
          text: 'Free some space: training stops when the disk is full.',
        })
      : fine('Memory, disk', 'Disk of the library', disk),
  ]
}

/** Linux counts what it can give back at once as available; elsewhere only what is free is known. */
function availableMemory(): number {
  if (process.platform !== 'linux') return freemem()
  const kibibytes = Number(/^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1])
  return Number.isFinite(kibibytes) ? kibibytes * 1024 : freemem()
}
