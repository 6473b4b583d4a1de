/** What a case comes to: one row an engine. */
import { isPeer, type EngineName } from './engines.ts'
import { median, ratioSpread, type Spread } from './statistics.ts'
import type { Case, Device, Phase } from './workload.ts'

export interface Row extends Case {
  readonly device: Device
  readonly engine: EngineName
  /** Library and version; null when it did not come so far. */
  readonly version: string | null
  /** Steps that were timed. */
  readonly steps: number
  /** Of a step; null when the engine failed, as all that follows from it. */
  readonly medianMs: number | null
  /** Stagecraft's median over this engine's: below 1 Stagecraft is faster. Null where Stagecraft did not run. */
  readonly ratio: number | null
  /** Smallest and largest such ratio over turns done one after the other. */
  readonly spread: Spread | null
  /** This engine's median over that of the fastest engine that is not Stagecraft. */
  readonly toFastestPeer: { readonly engine: EngineName; readonly ratio: number; readonly spread: Spread | null } | null
  readonly imagesPerSecond: number | null
  /** 10⁶ bytes; on a GPU of its memory. */
  readonly peakMB: number | null
  /** Of the fastest matrix product in this precision that was measured in the same run. */
  readonly shareOfPeak: number | null
  /** Why it has no figures. */
  readonly failure: string | null
}

export interface Measured {
  readonly engine: EngineName
  readonly version: string | null
  /** Milliseconds of its steps, turn after turn. */
  readonly times: readonly number[]
  /** Stagecraft's, in the same turns; null where it did not run. */
  readonly beside: readonly number[] | null
  readonly peakMB: number | null
  readonly failure: string | null
}

export interface CaseFacts extends Case {
  readonly device: Device
  /** Steps of a turn. */
  readonly turn: number
  /** Multiply-accumulates of the forward pass for one image. */
  readonly macs: number
  /** 10⁹ operations a second; null where it could not be measured. */
  readonly peakGflops: number | null
}

/** In the order they are given. A failed engine keeps its row, and is none of the fastest. */
export function rowsOf({ net, batch, precision, phase, device, ...facts }: CaseFacts, measured: readonly Measured[]): Row[] {
  const timed = measured.filter(({ failure, times }) => failure === null && times.length > 0)
  const [fastest] = timed.filter(({ engine }) => isPeer(engine)).toSorted((a, b) => median(a.times) - median(b.times))
  return measured.map((one) => {
    const { engine, version, times, beside, peakMB, failure } = one
    const medianMs = timed.includes(one) ? median(times) : null
    const against = (
      over: readonly number[] | null,
      under: readonly number[],
    ): { ratio: number; spread: Spread | null } | null =>
      over === null || medianMs === null
        ? null
        : { ratio: median(over) / median(under), spread: ratioSpread(over, under, facts.turn) }
    const toOwn = against(beside, times)
    // Stagecraft beside the fastest, whoever else it took turns with.
    const toFastest = fastest ? against(engine === 'stagecraft' ? fastest.beside : times, fastest.times) : null
    return {
      net,
      batch,
      precision,
      phase,
      device,
      engine,
      version,
      steps: times.length,
      medianMs,
      ratio: toOwn?.ratio ?? null,
      spread: toOwn?.spread ?? null,
      toFastestPeer: fastest && toFastest ? { engine: fastest.engine, ...toFastest } : null,
      imagesPerSecond: medianMs === null ? null : (1000 * batch) / medianMs,
      peakMB,
      shareOfPeak:
        medianMs === null || facts.peakGflops === null
          ? null
          : gflops(passes[phase] * facts.macs * batch, medianMs) / facts.peakGflops,
      failure,
    }
  })
}

/** Work of a step in that of a forward pass: a backward pass is twice that. */
const passes: { readonly [phase in Phase]: number } = { training: 3, evaluation: 1 }

/** A multiply-accumulate is two operations. */
function gflops(macs: number, milliseconds: number): number {
  return (2 * macs) / (milliseconds * 1e6)
}
