/**
 * The only way from the command line to the terminal: whatever is printed, from wherever it comes, cannot steer it. ESLint keeps the rest
 * of core/cli from writing past it.
 */
import { visibleLines } from '../text/visible-text.ts'

/** Prints what was asked for. */
export function print(lines: string): void {
  process.stdout.write(`${visibleLines(lines)}\n`)
}

/** Says something beside that: a note, or why it failed. */
export function note(lines: string): void {
  process.stderr.write(`${visibleLines(lines)}\n`)
}

/** What commander says by itself: help and wrong options, with their own line ends. */
export const commanderOutput = {
  writeOut: (lines: string): void => void process.stdout.write(visibleLines(lines)),
  writeErr: (lines: string): void => void process.stderr.write(visibleLines(lines)),
}

/** Where bars are drawn, by a library that moves the cursor; what it is given must be visible text. Null without a terminal. */
export function barStream(): NodeJS.WriteStream | null {
  return process.stderr.isTTY ? process.stderr : null
}
