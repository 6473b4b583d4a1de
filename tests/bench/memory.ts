/** How much memory an engine has needed. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { Device } from './workload.ts'

/**
 * In megabytes (10⁶ bytes), of the process and all it has started: on a CPU the sum of their largest resident sizes; on a GPU what they hold of its memory, which
 * these engines do not give back. Null where neither Linux nor the driver tells.
 */
export function peakMegabytes(pid: number, device: Device): number | null {
  try {
    const family = familyOf(pid)
    return device === 'gpu' ? onGpu(family) : family.reduce((sum, member) => sum + largestKilobytes(member), 0) * 1.024e-3
  } catch {
    // No /proc, no nvidia-smi, or a process that has just ended.
    return null
  }
}

function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(familyOf)]
}

function largestKilobytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}

function onGpu(family: readonly number[]): number | null {
  const table = execFileSync('nvidia-smi', ['--query-compute-apps=pid,used_gpu_memory', '--format=csv,noheader,nounits'], {
    encoding: 'utf8',
  })
  const rows = table.split('\n').map((line) => line.split(',').map(Number))
  const mebibytes = rows.flatMap(([pid = 0, used = 0]) => (family.includes(pid) ? [used] : []))
  return mebibytes.length === 0 ? null : mebibytes.reduce((sum, used) => sum + used, 0) * 1.048576
}
