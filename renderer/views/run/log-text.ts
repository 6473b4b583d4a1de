/** Lines of a log as text, and which of them are looked for. */
import { formatTimeWithSeconds } from '../../format.ts'
import type { LogLine } from './use-whole-log.ts'

export type LogLevel = 'all' | 'warning' | 'error'

export const logLevels: readonly { value: LogLevel; label: string }[] = [
  { value: 'all', label: 'All levels' },
  { value: 'warning', label: 'Warnings, errors' },
  { value: 'error', label: 'Errors' },
]

export function isOfLevel({ level }: LogLine, least: LogLevel): boolean {
  return least === 'all' || level === 'error' || (least === 'warning' && level === 'warning')
}

export function logText(lines: readonly LogLine[]): string {
  return lines.map(({ time, level, text }) => `${time > 0 ? formatTimeWithSeconds(time) : ''} ${level} ${text}\n`).join('')
}
