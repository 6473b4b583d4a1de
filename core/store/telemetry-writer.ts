/** Writing what was measured inside a network: one compact row a measured step, and histograms as they are asked for. */
import type { Histogram, TelemetryEntry } from '../graph/telemetry.ts'
import type { Connection } from './database.ts'
import { layoutText } from './telemetry-layouts.ts'

export interface TelemetryRow {
  /** Counted from 1. */
  readonly step: number
  /** What the values are; the same array for all rows of a program. */
  readonly layout: readonly TelemetryEntry[]
  readonly values: Float32Array
}

export interface TelemetryInserts {
  telemetry(row: TelemetryRow): void
  histograms(histograms: readonly Histogram[]): void
}

/** Rows of the same step take the earlier ones' place. To be called inside a transaction. */
export function prepareTelemetryInserts(database: Connection, attempt: number): TelemetryInserts {
  const addLayout = database.prepare('INSERT OR IGNORE INTO telemetry_layouts (groups) VALUES (?)')
  const findLayout = database.prepare('SELECT layout FROM telemetry_layouts WHERE groups = ?').pluck()
  const insert = database.prepare('INSERT OR REPLACE INTO telemetry (step, attempt, layout, numbers) VALUES (?, ?, ?, ?)')
  const insertHistogram = database.prepare(
    `INSERT OR REPLACE INTO histograms (step, tensor, position, attempt, of, low, high, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  /** The layout written last; a transaction that failed took its number back, so only the text is kept. */
  let known: { layout: readonly TelemetryEntry[]; text: string } | null = null

  return {
    telemetry({ step, layout, values }) {
      if (known?.layout !== layout) known = { layout, text: layoutText(layout) }
      addLayout.run(known.text)
      insert.run(step, attempt, findLayout.get(known.text), bytesOf(values))
    },
    histograms(histograms) {
      const positions = new Map<string, number>()
      for (const { step, tensor, of, low, high, counts } of histograms) {
        const position = positions.get(tensor) ?? 0
        positions.set(tensor, position + 1)
        // SQLite keeps NaN as NULL.
        insertHistogram.run(step, tensor, position, attempt, of, low, high, bytesOf(Uint32Array.from(counts)))
      }
    },
  }
}

/** Forgets what was measured beyond a step, which is going to be trained again. */
export function dropTelemetryAfter(database: Connection, step: number): void {
  database.prepare('DELETE FROM telemetry WHERE step > ?').run(step)
  database.prepare('DELETE FROM histograms WHERE step > ?').run(step)
}

/** Little-endian, as every machine is that TensorFlow runs on. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
