/** Our own kernels by themselves, in C++: against direct sums in double precision, over shapes drawn by a counter. `STAGECRAFT_KERNELS=5000` tries more; `npm run kernels` shows them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { hasCompiler } from './compiler.ts'
import { compileCheck, runCheck, watchedBy } from './kernels/compile.ts'

const count = Number(process.env['STAGECRAFT_KERNELS'] ?? 250)
const isX64 = process.arch === 'x64'

describe.runIf(hasCompiler)('our own kernels', () => {
  let program: string
  beforeAll(() => {
    program = compileCheck()
  })

  it('agree with sums in double precision, give the same bits on any number of threads, and keep what is no number', () => {
    const { status, lines } = runCheck(program, count, 1)
    expect(lines.filter((line) => line.includes('instead of') || line.includes('other bits') || line.includes('lost'))).toEqual(
      [],
    )
    expect(lines.at(-1)).toBe('0 failures')
    expect(status).toBe(0)
  })

  it.runIf(isX64)('do so with AVX2 alone', () => {
    const { lines } = runCheck(program, count, 2, 'AVX2')
    expect([lines[0], lines.at(-1)]).toEqual(['AVX2', '0 failures'])
  })

  it.runIf(isX64)('are none where the processor lacks the instructions', () => {
    expect(runCheck(program, count, 3, 'SSE41')).toEqual({ status: 0, lines: ['no kernels for this processor'] })
  })

  it.each(['addresses', 'undefined behaviour', 'threads'] as const)('are clean under the sanitizer of %s', (sanitizer) => {
    const { status, lines } = runCheck(compileCheck(watchedBy(sanitizer)), Math.ceil(count / 25), 4)
    expect([status, lines.at(-1)]).toEqual([0, '0 failures'])
  })
})
