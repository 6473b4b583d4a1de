/** What the system says of a process: whether it is suspended, waits for a processor, and how long it has computed. */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessLook {
  /** Held by SIGSTOP, a terminal's Ctrl-Z, or a debugger. */
  readonly suspended: boolean
  /** It waits for a disk, and nothing can end that waiting. */
  readonly waitsForDisk: boolean
  /** One of its threads runs, or would if it were given a processor. */
  readonly runnable: boolean
  /** Processor time of all its threads so far, in milliseconds. */
  readonly cpuMs: number
}

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const tickMs = 10

/** Null where the system does not tell, or the process is gone. */
export function lookAtProcess(pid: number): ProcessLook | null {
  if (process.platform !== 'linux') return null
  try {
    const own = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    const threads = readdirSync(`/proc/${pid}/task`)
    return {
      waitsForDisk: own.state === 'D',
      suspended: own.state === 'T' || own.state === 't',
      runnable: threads.some((thread) => parseStat(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')).state === 'R'),
      cpuMs: own.cpuMs,
    }
  } catch {
    // The process, or one of its threads, ended while it was looked at.
    return null
  }
}

/** A line of /proc/PID/stat; see proc(5). The name in brackets may hold blanks and brackets, so what counts comes after the last one. */
export function parseStat(line: string): { state: string; cpuMs: number } {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const [state = ''] = fields
  return { state, cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs }
}
