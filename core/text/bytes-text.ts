/**
 * Sizes as people read them, in window, command line and set-up: decimal units, 1 MB = 10⁶ bytes, as recipes give the room for
 * checkpoints, and as disks and downloads are sold.
 */
const commas = new Intl.NumberFormat('en-US')

const units: readonly (readonly [number, string])[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
]

/** `6.1 MB`, `1.49 GB`; `digits` decimals, two at least for GB and TB below ten. */
export function bytesText(bytes: number, digits = 1): string {
  for (const [size, unit] of units) {
    // What would be written as 1,000 of the smaller unit is 1 of this one.
    if (bytes < size * 0.9995) continue
    const places = size >= 1e9 && bytes < size * 9.995 ? Math.max(digits, 2) : digits
    return `${(bytes / size).toFixed(places)} ${unit}`
  }
  return `${commas.format(Math.round(bytes))} B`
}
