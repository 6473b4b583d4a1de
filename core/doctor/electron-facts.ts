/** The Electron that set-up found. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { runtimeFolder } from '../tensorflow/runtime-location.ts'

const factsSchema = z.object({
  electron: z.union([
    z.object({ kind: z.enum(['release', 'evaluation']), version: z.string(), executable: z.string() }),
    z.object({ kind: z.literal('missing'), reason: z.string(), remedy: z.string() }),
  ]),
})

export type ElectronFacts = z.infer<typeof factsSchema>['electron']

/** What set-up wrote; null when it has not looked yet, or its file is damaged. */
export function electronFacts(environment: NodeJS.ProcessEnv = process.env): ElectronFacts | null {
  const file = join(runtimeFolder(environment), 'runtime.json')
  if (!existsSync(file)) return null
  try {
    return factsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).electron
  } catch {
    return null
  }
}
