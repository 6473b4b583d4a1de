/** What a folder of event files holds, before anything is imported: its runs, their tags, and what each tag may be. */
import { Failure } from '../../files/failure.ts'
import { findEventFiles, type EventFile } from './event-files.ts'
import { proposalFor, splitOfFolder, type Proposal } from './proposal.ts'
import { readEventFiles, type EventScalar, type Reading } from './read-events.ts'

export interface FoundTag {
  /** Folder of its files, below the run's; empty where it is that one. */
  readonly folder: string
  readonly tag: string
  /** Values, with those of steps that came twice. */
  readonly count: number
  readonly firstStep: number
  readonly lastStep: number
  /** Of the values that are finite; NaN where none is. */
  readonly least: number
  readonly most: number
  readonly last: number
  readonly proposal: Proposal | null
}

export interface FoundRun {
  /** Below the folder that was looked at; empty where it is that one. */
  readonly folder: string
  readonly files: number
  readonly bytes: number
  readonly tags: readonly FoundTag[]
}

export interface EventsLook {
  readonly runs: readonly FoundRun[]
  /** What could not be read, as sentences. */
  readonly damage: readonly string[]
}

/** A look keeps little of each tag, but that of each. */
const mostTags = 50_000

interface Tally {
  count: number
  firstStep: number
  lastStep: number
  least: number
  most: number
  last: number
}

/** Reads every byte. Rejects with a Failure `no-events`, `too-many-events`, or with the signal's reason. */
export async function lookAtEvents(root: string, reading: Reading, only?: readonly string[]): Promise<EventsLook> {
  const files = findEventFiles(root, only)
  const tallies = new Map<string, Map<string, Tally>>()
  let tags = 0
  const take = (folder: string, scalars: readonly EventScalar[]): void => {
    const ofFolder = tallies.get(folder) ?? new Map<string, Tally>()
    tallies.set(folder, ofFolder)
    for (const { tag, step, value } of scalars) {
      const tally = ofFolder.get(tag)
      if (tally === undefined) {
        tags += 1
        if (tags > mostTags) {
          throw new Failure('too-many-events', `There are more than ${mostTags} tags in ${root}.`, 'Choose a folder within it.')
        }
        ofFolder.set(tag, { count: 1, firstStep: step, lastStep: step, least: finite(value), most: finite(value), last: value })
      } else count(tally, step, value)
    }
  }
  const damage = await readEventFiles(files, take, reading)
  return { runs: runsOf(files).map((run) => foundRun(run, tallies)), damage }
}

function count(tally: Tally, step: number, value: number): void {
  tally.count += 1
  tally.firstStep = Math.min(tally.firstStep, step)
  tally.lastStep = Math.max(tally.lastStep, step)
  tally.last = value
  if (!Number.isFinite(value)) return
  tally.least = Number.isNaN(tally.least) ? value : Math.min(tally.least, value)
  tally.most = Number.isNaN(tally.most) ? value : Math.max(tally.most, value)
}

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN)

export interface RunFiles {
  readonly folder: string
  readonly files: readonly EventFile[]
}

/** Folders that are called after a split are of the run above them; every other one is a run. In the order of their folders. */
export function runsOf(files: readonly EventFile[]): RunFiles[] {
  const runs = new Map<string, EventFile[]>()
  for (const file of files) {
    const folder = runFolderOf(file.folder)
    const known = runs.get(folder)
    if (known) known.push(file)
    else runs.set(folder, [file])
  }
  return [...runs].map(([folder, own]) => ({ folder, files: own })).sort((one, other) => (one.folder < other.folder ? -1 : 1))
}

function runFolderOf(folder: string): string {
  return splitOfFolder(folder) === null ? folder : folder.slice(0, Math.max(0, folder.lastIndexOf('/')))
}

function foundRun({ folder, files }: RunFiles, tallies: ReadonlyMap<string, ReadonlyMap<string, Tally>>): FoundRun {
  const folders = [...new Set(files.map((file) => file.folder))]
  const tags = folders.flatMap((own) =>
    [...(tallies.get(own) ?? [])].map(([tag, tally]): FoundTag => {
      const below = own.slice(folder === '' ? 0 : folder.length + 1)
      return { folder: below, tag, ...tally, proposal: proposalFor(below, tag, tally.most) }
    }),
  )
  return { folder, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), tags }
}
