/** Offers the GPU runtime where an NVIDIA driver is: it is large, so it is fetched only when asked for. */
import { createInterface } from 'node:readline/promises'
import { findNvidiaDriver, hasNvidiaDevice } from '../../core/tensorflow/nvidia-driver.ts'
import { isDone, markDone, readFacts } from './runtime-facts.ts'
import { say } from './say.ts'
import { setUpTensorFlow, variantSizes } from './tensorflow.ts'

/** Asks once, on a terminal; elsewhere says which command brings it. */
export async function offerGpu(): Promise<void> {
  const { tensorflow } = readFacts()
  if (process.platform !== 'linux' || process.arch !== 'x64' || findNvidiaDriver() === null || !hasNvidiaDevice()) return
  if (tensorflow?.kind !== 'native' || tensorflow.variant === 'gpu' || isDone('gpu-offered', 'yes')) return
  const what = `TensorFlow with its CUDA libraries (${variantSizes('gpu')}; no CUDA toolkit is needed)`
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    say(`There is an NVIDIA GPU. \`npm run setup -- gpu\` brings ${what}.`)
    return
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`There is an NVIDIA GPU. Get ${what}? [y/N] `)
  terminal.close()
  markDone('gpu-offered', 'yes')
  if (/^y(es)?$/i.test(answer.trim())) await setUpTensorFlow('gpu')
  else say('Training uses the CPU. `npm run setup -- gpu` brings it later.')
}

/** Brings the GPU runtime because it was asked for; gives whether it is there now. */
export async function bringGpu(): Promise<boolean> {
  if (findNvidiaDriver() === null)
    say('There is no NVIDIA driver here: until one is installed, this runtime trains on the CPU like the other.')
  return setUpTensorFlow('gpu')
}
