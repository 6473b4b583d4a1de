/** Our own kernels by themselves, in C++: against direct sums in double precision, over shapes drawn by a counter. `STAGECRAFT_KERNELS=5000` tries more; `npm run kernels` shows them. */
import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasCompiler } from './compiler.ts'
import { compileCheck, compileEmulated, compilePairs, compileWatched, runCheck, sanitizers } from './kernels/compile.ts'

const count = Number(process.env['STAGECRAFT_KERNELS'] ?? 100)
const isX64 = process.arch === 'x64'
/** Whether this processor multiplies bfloat16 by AVX-512. */
const hasPairs = isX64 && /\bavx512_bf16\b/.test(cpuFlags())

describe.runIf(hasCompiler)('our own kernels', () => {
  let program: string
  beforeAll(async () => {
    program = await compileCheck()
  })

  it('agree with sums in double precision, give the same bits on any number of threads, and keep what is no number', () => {
    const { status, lines } = runCheck(program, count, 1)
    expect(lines.filter((line) => line.includes('instead of') || line.includes('other bits') || line.includes('lost'))).toEqual(
      [],
    )
    expect(lines.at(-1)).toBe('0 failures')
    expect(status).toBe(0)
  })

  const narrower = { AVX512_CORE: ['AVX-512', 'AVX2'], AVX2: ['AVX2'] }
  it.runIf(isX64).each(Object.entries(narrower))('do so with no more instructions than %s', (most, names) => {
    const { lines } = runCheck(program, Math.ceil(count / 2), 2, most)
    expect(names).toContain(lines[0])
    expect(lines.at(-1)).toBe('0 failures')
  })

  it.runIf(hasPairs)('do so by AMX, whose instructions are emulated where there is AVX-512 BF16', async () => {
    const { lines } = runCheck(await compileEmulated(), Math.ceil(count / 10), 5)
    expect(lines[0]).toBe('AMX')
    expect(lines.at(-1)).toBe('0 failures')
  })

  it.runIf(hasPairs)('do so by products of bfloat16 where those are slower than float32, and are not chosen', async (context) => {
    if (runCheck(program, 0, 1).lines[0] === 'AVX-512 BF16') return context.skip()
    const { lines } = runCheck(await compilePairs(), Math.ceil(count / 5), 6)
    expect(lines[0]).toBe('AVX-512 BF16')
    expect(lines.at(-1)).toBe('0 failures')
  })

  it.runIf(isX64)('are none where the processor lacks the instructions', () => {
    expect(runCheck(program, count, 3, 'SSE41')).toEqual({ status: 0, lines: ['no kernels for this processor'] })
  })

  it.each(Object.keys(sanitizers) as (keyof typeof sanitizers)[])('are clean under the sanitizer of %s', async (sanitizer) => {
    const { status, lines } = runCheck(await compileWatched(sanitizer, program), Math.ceil(count / 10), 4)
    expect([status, lines.at(-1)]).toEqual([0, '0 failures'])
  })
})

function cpuFlags(): string {
  return existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : ''
}
