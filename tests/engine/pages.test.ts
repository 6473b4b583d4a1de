/** How the memory of a training process is made of pages. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { median } from '../../core/prediction/median.ts'
import { runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'

const kernelsWord = '/sys/kernel/mm/transparent_hugepage/enabled'
const hasHugePages = existsSync(kernelsWord) && !readFileSync(kernelsWord, 'utf8').includes('[never]')

describe.runIf(process.platform === 'linux')('a training process', () => {
  let pages: { readonly faults: readonly number[]; readonly hugeBytes: number; readonly loadingBytes: number }
  beforeAll(() => {
    const script = fileURLToPath(new URL('./pages-run.ts', import.meta.url))
    const printed = execFileSync(process.execPath, [script], { env: trainerEnvironment(runtimeLocation()), encoding: 'utf8' })
    pages = z.object({ faults: z.array(z.number()), hugeBytes: z.number(), loadingBytes: z.number() }).parse(JSON.parse(printed))
  })

  // TensorFlow's allocator on other processors was not looked at.
  it.runIf(process.arch === 'x64')('keeps the memory of its maps from step to step: each step asks for hardly a page', () => {
    // The 19 convolutions' inputs alone are 40,000 pages of 4 kB.
    expect(median(pages.faults)).toBeLessThan(1000)
  })

  it('gives back what was read of libraries to relocate them before their constructors read as much again', () => {
    // 420 MB without it.
    expect(pages.loadingBytes).toBeLessThan(350e6)
  })

  it.runIf(hasHugePages)('has most of them in pages of 2 MB', () => {
    expect(pages.hugeBytes).toBeGreaterThan(100e6)
  })
})
