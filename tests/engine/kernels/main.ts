/**
 * `npm run kernels -- [SHAPES]`: our own kernels against sums in double precision, as they are compiled here, with AVX2 alone where they have more, and under
 * each sanitizer; prints what each run says, and ends with 1 where one fails.
 */
import { compileCheck, compileWatched, runCheck, sanitizers } from './compile.ts'

const shapes = Number(process.argv[2] ?? process.env['STAGECRAFT_KERNELS'] ?? 250)
/** Watched, a shape takes many times as long. */
const watchedShapes = Math.ceil(shapes / 10)

if (!Number.isSafeInteger(shapes) || shapes < 1) {
  console.error(`"${process.argv[2] ?? ''}" is no number of shapes. For 1000: npm run kernels -- 1000`)
  process.exit(2)
}
const plain = await compileCheck()
show(`${shapes} shapes`, plain, shapes)
if (process.arch === 'x64') {
  show(`${shapes} shapes, without products of bfloat16`, plain, shapes, 'AVX512_CORE')
  show(`${shapes} shapes, with AVX2 alone`, plain, shapes, 'AVX2')
}
for (const sanitizer of Object.keys(sanitizers) as (keyof typeof sanitizers)[]) {
  show(`${watchedShapes} shapes under the sanitizer of ${sanitizer}`, await compileWatched(sanitizer, plain), watchedShapes)
}

function show(title: string, program: string, count: number, instructions?: string): void {
  const { status, lines } = runCheck(program, count, 1, instructions)
  console.log(`${title}\n${lines.map((line) => `  ${line}`).join('\n')}`)
  if (status !== 0) process.exitCode = 1
}
