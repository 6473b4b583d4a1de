/** What set-up says while it works: on stderr, one line a stage, with progress that rewrites itself on a terminal. */
import type { DownloadProgress } from '../../core/fetch/download.ts'
import { mebibytes } from './places.ts'

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** A line that is rewritten on a terminal; elsewhere one line for each tenth. */
export function progressLine(name: string): { show(progress: DownloadProgress): void; end(): void } {
  const terminal = process.stderr.isTTY
  let tenth = -1
  let drawn = false
  return {
    show(progress) {
      const line = `  ${name}: ${progressText(progress)}`
      if (terminal) {
        process.stderr.write(`\r\x1b[2K${line}`)
        drawn = true
        return
      }
      const now = Math.floor((10 * progress.doneBytes) / progress.totalBytes)
      if (now > tenth) say(line)
      tenth = now
    },
    end() {
      if (drawn) process.stderr.write('\n')
    },
  }
}

/** "41 %, 107 of 261 MiB from pypi.org, 12.3 MiB/s, 13 s left" */
export function progressText({ doneBytes, totalBytes, host, bytesPerSecond, remainingMs }: DownloadProgress): string {
  const percent = Math.floor((100 * doneBytes) / totalBytes)
  const left = remainingMs === null || doneBytes === totalBytes ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`
  const speed = bytesPerSecond > 0 ? `, ${(bytesPerSecond / 2 ** 20).toFixed(1)} MiB/s` : ''
  return `${percent} %, ${mebibytes(doneBytes)} of ${mebibytes(totalBytes)} from ${host}${speed}${left}`
}
