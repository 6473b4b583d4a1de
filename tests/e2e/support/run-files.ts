/** What a run's folder says, read past the app. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Place } from './place.ts'

export interface RunFiles {
  readonly id: string
  readonly name: string
  readonly totalSteps: number
  /** Steps with a row, in order. */
  readonly steps: readonly number[]
  readonly evaluations: readonly { step: number; error: number | null }[]
  readonly outcomes: readonly (string | null)[]
}

export function readRuns(place: Place): RunFiles[] {
  const folder = join(place.library, 'runs')
  return readdirSync(folder).map((id) => {
    const record = JSON.parse(readFileSync(join(folder, id, 'run.json'), 'utf8')) as { name: string; totalSteps: number }
    const metrics = join(folder, id, 'metrics.db')
    const { name, totalSteps } = record
    // A queued run has not measured anything.
    if (!existsSync(metrics)) return { id, name, totalSteps, steps: [], evaluations: [], outcomes: [] }
    const database = new Database(metrics, { readonly: true, fileMustExist: true })
    try {
      const column = <T>(sql: string): T[] => database.prepare(sql).pluck().all() as T[]
      return {
        id,
        name,
        totalSteps,
        steps: column<number>('SELECT step FROM steps ORDER BY step'),
        evaluations: database.prepare('SELECT step, error FROM evaluations ORDER BY step').all() as RunFiles['evaluations'],
        outcomes: column<string | null>('SELECT outcome FROM attempts ORDER BY attempt'),
      }
    } finally {
      database.close()
    }
  })
}

/** 1, 2, … n */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1)
}
