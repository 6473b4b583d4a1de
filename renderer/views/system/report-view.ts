/** What the System view reads from a report. */
import type { SystemCheck } from '../../../core/doctor/system-report.ts'
import type { MarkKind } from '../../components/status-marks.ts'

/** Checks under their sections, both in the order of the report. */
export function bySection(checks: readonly SystemCheck[]): { name: string; checks: SystemCheck[] }[] {
  const sections: { name: string; checks: SystemCheck[] }[] = []
  for (const check of checks) {
    const last = sections[sections.length - 1]
    if (last?.name === check.section) last.checks.push(check)
    else sections.push({ name: check.section, checks: [check] })
  }
  return sections
}

export const markOf: Record<SystemCheck['state'], MarkKind> = {
  fine: 'ready',
  found: 'ready',
  attention: 'attention',
  missing: 'missing',
  information: 'none',
}

/** The report in a word or two: what is missing weighs most, then what wants attention. */
export function verdict(checks: readonly SystemCheck[]): { mark: MarkKind; text: string } {
  for (const state of ['missing', 'attention'] as const) {
    const found = checks.filter((check) => check.state === state)
    const [only] = found
    if (only === undefined) continue
    return {
      mark: markOf[state],
      text: found.length === 1 ? `${only.name}: ${only.word || state}` : `${found.length} to look at`,
    }
  }
  return { mark: 'ready', text: 'all fine' }
}

/** Checks with a remedy, the most pressing first, each remedy once. */
export function remedies(checks: readonly SystemCheck[]): (SystemCheck & { remedy: NonNullable<SystemCheck['remedy']> })[] {
  const weight: Record<SystemCheck['state'], number> = { missing: 0, attention: 1, information: 2, found: 3, fine: 4 }
  const seen = new Set<string>()
  return checks
    .flatMap((check) => (check.remedy ? [{ ...check, remedy: check.remedy }] : []))
    .sort((a, b) => weight[a.state] - weight[b.state])
    .filter(({ remedy }) => {
      const key = `${remedy.text} ${remedy.command ?? ''}`
      return !seen.has(key) && seen.add(key)
    })
}
