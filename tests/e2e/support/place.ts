/** A test's own library and user data, and the processes that live from them. */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Place {
  readonly folder: string
  readonly library: string
  readonly userData: string
  /** Of decoded data sets; left out where it is the person's own. */
  readonly data?: string
}

export function makePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-e2e-'))
  return { folder, library: join(folder, 'library'), userData: join(folder, 'user-data') }
}

/** Pids of processes that name the place, or a part of it, in their command line. Linux only; elsewhere none are found. */
export function processesOf(place: Place, naming = ''): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      if (pid === process.pid) return false
      const command = commandLine(pid)
      return command.includes(place.folder) && command.includes(naming)
    })
}

/** A process, its children and theirs, each with its command line. Linux only; elsewhere none are found. */
export function processesUnder(root: number): { readonly pid: number; readonly command: string }[] {
  if (process.platform !== 'linux') return []
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parents = new Map(all.map((pid) => [Number(pid), parentOf(Number(pid))]))
  const isUnder = (pid: number): boolean => pid === root || (pid > 1 && isUnder(parents.get(pid) ?? 0))
  return [...parents.keys()].filter(isUnder).map((pid) => ({ pid, command: commandLine(pid) }))
}

export function labOf(place: Place): number | undefined {
  return processesOf(place, join('core', 'lab', 'main.ts'))[0]
}

export function trainersOf(place: Place): number[] {
  return processesOf(place, join('core', 'training'))
}

/** Ends what is left of a test, by its pids, and removes its files. */
export async function clearPlace(place: Place): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const left = processesOf(place)
    if (left.length === 0) break
    for (const pid of left) kill(pid)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  rmSync(place.folder, { recursive: true, force: true, maxRetries: 5 })
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself since.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    // It ended meanwhile.
    return 0
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // It ended meanwhile.
    return ''
  }
}

/** Addresses outside this computer that processes of the place hold a TCP connection to, as the kernel has them. Linux only. */
export function connectionsOutside(place: Place): string[] {
  if (process.platform !== 'linux') return []
  const sockets = new Set(processesOf(place).flatMap(socketsOf))
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , remote = '', , , , , , , inode = '']) => sockets.has(inode) && !isLocal(remote))
      .map(([, , remote = '']) => remote),
  )
}

/** Loopback, or a socket that only listens, in the kernel's hexadecimal. */
function isLocal(remote: string): boolean {
  const [address = ''] = remote.split(':')
  return /^0+$/.test(address) || address.endsWith('7F') || /^0{24}01000000$/.test(address)
}

/** Inodes of the sockets a process has open. */
function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        // Closed meanwhile.
        return []
      }
    })
  } catch {
    // The process ended meanwhile.
    return []
  }
}
