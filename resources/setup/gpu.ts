/** Offers the GPU runtime where an NVIDIA driver is: it is large, so it is fetched only when asked for. */
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { mebibytes } from './places.ts'
import { readFacts, writeFacts } from './runtime-facts.ts'
import { say } from './say.ts'
import { downloadBytes, setUpTensorFlow } from './tensorflow.ts'

/** Whether NVIDIA's driver runs here; it is the only part that must be installed by hand. */
export function hasNvidiaDriver(): boolean {
  return process.platform === 'linux' && process.arch === 'x64' && existsSync('/proc/driver/nvidia/version')
}

/** Asks once, on a terminal; elsewhere says which command brings it. */
export async function offerGpu(): Promise<void> {
  const facts = readFacts()
  if (!hasNvidiaDriver() || facts.stamps['gpu-offered'] !== undefined) return
  if (facts.tensorflow?.kind === 'native' && facts.tensorflow.variant === 'gpu') return
  const size = mebibytes(downloadBytes('gpu'))
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    say(
      `There is an NVIDIA GPU. \`npm run setup -- gpu\` brings TensorFlow with its CUDA libraries (${size}); no CUDA toolkit is needed.`,
    )
    return
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(
    `There is an NVIDIA GPU. Get TensorFlow with its CUDA libraries (${size}, no CUDA toolkit needed)? [y/N] `,
  )
  terminal.close()
  writeFacts({ ...readFacts(), stamps: { ...readFacts().stamps, 'gpu-offered': 'yes' } })
  if (/^y(es)?$/i.test(answer.trim())) await setUpTensorFlow('gpu')
}
