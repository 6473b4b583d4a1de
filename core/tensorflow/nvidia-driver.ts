/** NVIDIA's driver: the only part that has to be installed by hand before a GPU trains. */
import { existsSync, readFileSync } from 'node:fs'

export interface NvidiaDriver {
  /** "560.35.03", or null where only its presence is known. */
  readonly version: string | null
  /** The file that told. */
  readonly place: string
}

/** Told by the kernel module; under WSL by the library that Windows lends. */
export const driverPlaces = ['/proc/driver/nvidia/version', '/usr/lib/wsl/lib/libcuda.so.1'] as const
/** Without one of them, a container is not let near the card although its kernel has the driver. */
export const devicePlaces = ['/dev/nvidiactl', '/dev/nvidia0', '/dev/dxg'] as const

/** The driver, or null when there is none. */
export function findNvidiaDriver(): NvidiaDriver | null {
  const place = driverPlaces.find((path) => existsSync(path))
  if (place === undefined) return null
  return { place, version: place === driverPlaces[0] ? driverVersion(readFileSync(place, 'utf8')) : null }
}

/** Whether this system lets programs near the card. */
export function hasNvidiaDevice(): boolean {
  return devicePlaces.some((path) => existsSync(path))
}

/** "NVRM version: NVIDIA UNIX x86_64 Kernel Module  560.35.03  Fri Aug …"; open modules say "… Open Kernel Module for x86_64  …". */
export function driverVersion(text: string): string | null {
  return /Kernel Module\D[^\n]*?\s(\d+(?:\.\d+)+)\s/.exec(text)?.[1] ?? null
}
