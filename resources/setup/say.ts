/** What set-up says while it works: on stderr, one line a stage, with progress that rewrites itself on a terminal. */
import type { DownloadProgress } from '../../core/fetch/download.ts'
import { bytesText } from '../../core/text/bytes-text.ts'

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

/** "41 %, 107 MB of 261 MB from pypi.org, 12.3 MB/s, 13 s left" */
export function progressText({ doneBytes, totalBytes, host, bytesPerSecond, remainingMs }: DownloadProgress): string {
  const percent = Math.floor((100 * doneBytes) / totalBytes)
  const left = remainingMs === null || doneBytes === totalBytes ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`
  const speed = bytesPerSecond > 0 ? `, ${bytesText(bytesPerSecond)}/s` : ''
  return `${percent} %, ${bytesText(doneBytes, 0)} of ${bytesText(totalBytes, 0)} from ${host}${speed}${left}`
}
