/** `check`: every file of the library's runs read whole. */
import type { LabClient } from '../api/contract.ts'
import { isAtRest } from '../compare/run-states.ts'
import { checkRuns, type Finding } from '../export/of-library/check.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import type { OnInterrupt } from './interrupt.ts'
import { snapshot } from './lab-client.ts'
import { tellNotices } from './notices.ts'
import { count, counted, duration, percent } from './text.ts'
import { exitCode } from './usage.ts'

export interface CheckContext {
  readonly client: LabClient
  /** Folder of a run. */
  folder(id: string): string
  readonly tell: Tell
  note(line: string): void
  readonly onInterrupt: OnInterrupt
  now(): number
}

/** What takes longer tells how far it is, so often. */
const betweenNotesMs = 3000

/** Tells what is wrong, run by run; with `repair` puts aside what no run can go on from. Gives the exit code: 1 where something is wrong still. */
export async function checkLibrary(repair: boolean, context: CheckContext): Promise<number> {
  const { client, tell, note, now } = context
  const notices = await tellNotices(client)
  const runs = await snapshot(client, 'runs', {})
  const begun = now()
  let told = begun
  let wrong = 0
  let isCancelled = false
  context.onInterrupt('Ending after this run.', () => {
    isCancelled = true
    return Promise.resolve()
  })
  const checked = await checkRuns(
    runs.map((run) => ({
      id: run.record.id,
      name: run.record.name,
      folder: context.folder(run.record.id),
      bytes: run.bytes,
      damage: run.damage,
      // A trainer that is at work writes there.
      mayRepair: isAtRest(run),
    })),
    repair,
    (done, total) => {
      if (now() - told < betweenNotesMs) return
      told = now()
      note(`${percent(done / total)} read, ${duration(((told - begun) / done) * (total - done))} left`)
    },
    (findings) => {
      for (const finding of findings) tellFinding(finding, tell)
      wrong += findings.filter((one) => !one.repaired).length
    },
    () => isCancelled,
  )
  const words =
    wrong === 0 ? 'nothing is wrong with them' : `${count(wrong)} of their files ${wrong === 1 ? 'is' : 'are'} damaged`
  tell(
    { event: 'checked', runs: checked.runs, of: runs.length, damaged: wrong },
    `${count(checked.runs)} of ${counted(runs.length, 'run')} read: ${words}.`,
  )
  return wrong === 0 && notices.length === 0 && !isCancelled ? exitCode.finished : exitCode.failed
}

function tellFinding({ run, name, file, reason, remedy, repaired }: Finding, tell: Tell): void {
  tell(
    { event: 'damaged', run, file, reason, repaired },
    visibleText(`${name}: ${file}: ${reason}. ${repaired ? `It was put aside as ${file}.damaged.` : remedy}`),
  )
}
