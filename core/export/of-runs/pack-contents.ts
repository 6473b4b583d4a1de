/**
 * A pack: whole runs as one tar file (POSIX.1-2001), uncompressed, so that nothing in it can be larger than it is. Its first member lists every file
 * with its size, its last has the SHA-256 of all members before: what was cut off, changed or added is seen.
 *
 *     contents.json               format, version, the runs and their files
 *     runs/RUN/run.json …         the files of each run's folder, in the order of contents.json
 *     digests.json                SHA-256 of contents.json and of each file
 */
import { z } from 'zod'
import { runIdPattern } from '../../store/run-folder.ts'

export const contentsMember = 'contents.json'
export const digestsMember = 'digests.json'

/** Room for the lists of some hundred thousand files. */
export const mostListBytes = 64_000_000

/** Names that Windows takes too, and that lead nowhere else: no separator, no control character, no dot or blank at an end. */
const partOfName = /^(?![. ])(?!.*[. ]$)[^\p{Cc}\\/:*?"<>|]+$/u
/** What Windows takes for a device, whatever ending it has. */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i
/** File systems take 255, some of them of UTF-16. */
const mostBytesOfName = 200
/** Folders within a run's folder. */
const mostParts = 4

/** Whether a path within a run's folder stays within it on every system. */
export function isPathInside(path: string): boolean {
  const parts = path.split('/')
  return parts.length <= mostParts && parts.every(isName)
}

function isName(part: string): boolean {
  return partOfName.test(part) && !deviceName.test(part) && Buffer.byteLength(part) <= mostBytesOfName
}

const fileSchema = z.strictObject({
  path: z.string().refine(isPathInside, 'a path that could lead out of the run’s folder'),
  bytes: z.number().int().min(0),
})

const packedRunSchema = z.strictObject({
  id: z.string().regex(runIdPattern).refine(isPathInside, 'no name of a folder on every system'),
  name: z.string(),
  files: z.array(fileSchema).min(1),
})

export const contentsSchema = z.strictObject({
  format: z.literal('stagecraft-runs'),
  version: z.literal(1),
  runs: z.array(packedRunSchema).min(1),
})

/** Of each member by its name in the file, as hexadecimal digits. */
export const digestsSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))

export type PackContents = z.infer<typeof contentsSchema>
export type PackedRun = PackContents['runs'][number]

export function memberName(run: string, path: string): string {
  return `runs/${run}/${path}`
}
