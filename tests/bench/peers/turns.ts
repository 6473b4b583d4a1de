/** An engine's end of the benchmark: says what it is, then answers each number of steps with the milliseconds of each. */
import { createInterface } from 'node:readline'

export interface Introduction {
  /** Library and version, and how it is used. */
  readonly version: string
  /** Trainable numbers of its network: all engines must have as many. */
  readonly parameters: number
}

export async function takeTurns(
  introduction: Introduction,
  steps: (count: number) => number[] | Promise<number[]>,
): Promise<void> {
  process.stdout.write(JSON.stringify(introduction) + '\n')
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await steps(Number(line))) + '\n')
  }
}

/** Milliseconds of each of so many steps; they count on from call to call. */
export function timed(step: (index: number) => void | Promise<void>): (count: number) => Promise<number[]> {
  let index = 0
  return async (count) => {
    const times: number[] = []
    while (times.length < count) {
      const startedAt = performance.now()
      await step(index)
      index += 1
      times.push(performance.now() - startedAt)
    }
    return times
  }
}
