/** The engine's end of the benchmark: answers each line with the milliseconds of that many steps. */
import { createInterface } from 'node:readline'

export async function takeTurns(version: string, step: (index: number) => void): Promise<void> {
  process.stdout.write(JSON.stringify({ version }) + '\n')
  let index = 0
  for await (const line of createInterface({ input: process.stdin })) {
    const times: number[] = []
    for (let count = Number(line); count > 0; count--) {
      const startedAt = performance.now()
      step(index)
      times.push(performance.now() - startedAt)
      index += 1
    }
    process.stdout.write(JSON.stringify(times) + '\n')
  }
}
