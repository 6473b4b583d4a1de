/** The system report as text: what `npm run doctor` prints and what the System view copies, line for line. */
import type { SystemCheck, SystemReport } from './system-report.ts'

const marks: Record<SystemCheck['state'], string> = {
  fine: '✓',
  found: '✓',
  attention: '!',
  missing: '✗',
  information: '-',
}

/** Sections in the order of the report, a check a line, the remedy under the check that it mends. */
export function reportText(report: SystemReport): string {
  const nameWidth = Math.max(0, ...report.checks.map((check) => check.name.length))
  const lines: string[] = []
  let section: string | null = null
  for (const check of report.checks) {
    if (check.section !== section) {
      if (section !== null) lines.push('')
      lines.push(check.section)
      section = check.section
    }
    const word = check.word === '' ? '' : `  (${check.word})`
    lines.push(`  ${marks[check.state]} ${check.name.padEnd(nameWidth)}  ${check.value}${word}`)
    if (check.remedy) {
      const indent = ' '.repeat(nameWidth + 6)
      lines.push(`${indent}${check.remedy.text}`)
      if (check.remedy.command !== undefined) lines.push(`${indent}$ ${check.remedy.command}`)
    }
  }
  return `${lines.join('\n')}\n`
}
