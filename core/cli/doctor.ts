/** `doctor`: the system report as text or JSON, without a lab. */
import { mkdirSync } from 'node:fs'
import { reportText } from '../doctor/report-text.ts'
import { takeReport } from '../doctor/report.ts'
import { exitCode } from './usage.ts'

/** Prints the report and gives the exit code: 1 when something that is needed is missing. The library's folder is made if need be. */
export async function doctor(libraryFolder: string, json: boolean, print: (line: string) => void): Promise<number> {
  mkdirSync(libraryFolder, { recursive: true })
  const report = await takeReport({ libraryFolder, network: null })
  print(json ? JSON.stringify(report) : reportText(report).trimEnd())
  return report.checks.some((check) => check.state === 'missing') ? exitCode.failed : exitCode.finished
}
