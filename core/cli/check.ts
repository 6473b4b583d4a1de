/** `check`: every file of the library's runs read whole. */
import type { LabClient } from '../api/contract.ts'
import { isAtRest } from '../api/run-states.ts'
import { checkRun, repairRun } from '../store/check-run.ts'
import type { RunSummary } from '../store/run.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import type { OnInterrupt } from './interrupt.ts'
import { snapshot } from './lab-client.ts'
import { tellNotices } from './notices.ts'
import { count, duration, percent } from './text.ts'
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
  const total = runs.reduce((sum, { bytes }) => sum + bytes, 1)
  const begun = now()
  let told = begun
  let [done, wrong, checked] = [0, 0, 0]
  let isCancelled = false
  context.onInterrupt('Ending after this run.', () => {
    isCancelled = true
    return Promise.resolve()
  })
  for (const run of runs) {
    if (isCancelled) break
    wrong += await checkOne(run, repair, context)
    checked += 1
    done += run.bytes
    if (now() - told < betweenNotesMs) continue
    told = now()
    note(`${percent(done / total)} read, ${duration(((told - begun) / done) * (total - done))} left`)
  }
  const words = wrong === 0 ? 'nothing is wrong with them' : `${count(wrong)} of their files are damaged`
  tell(
    { event: 'checked', runs: checked, of: runs.length, damaged: wrong },
    `${count(checked)} of ${count(runs.length)} runs read: ${words}.`,
  )
  return wrong === 0 && notices.length === 0 && !isCancelled ? exitCode.finished : exitCode.failed
}

/** Gives how many of its files are damaged still. */
async function checkOne(run: RunSummary, repair: boolean, { folder, tell }: CheckContext): Promise<number> {
  const { id, name } = run.record
  const damage = await checkRun(folder(id), run)
  // A trainer that is at work writes there.
  const mended = repair && isAtRest(run) ? repairRun(folder(id), damage) : []
  for (const { file, reason, remedy } of damage) {
    const isMended = mended.includes(file)
    tell(
      { event: 'damaged', run: id, file, reason, repaired: isMended },
      visibleText(`${name}: ${file}: ${reason}. ${isMended ? `It was put aside as ${file}.damaged.` : remedy}`),
    )
  }
  return damage.length - mended.length
}
