/** Work in a process of its own: what it tells, how it ends, and that it ends. */
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { Failure } from '../../../core/files/failure.ts'
import { sometimes } from '../../../core/work/sometimes.ts'
import { startWork, type EndedEarly, type Work } from '../../../core/work/start-work.ts'
import type { Progress } from '../../../core/work/work-message.ts'
import type { Pretended } from './pretended-work.ts'

const entry = fileURLToPath(new URL('./pretended-work.ts', import.meta.url))

function start(goes: Pretended['goes'], onTold: (told: number, work: Work<Float32Array>) => void = () => undefined) {
  const told: number[] = []
  let how: EndedEarly | null = null
  const work = startWork<Pretended, number, Float32Array>(
    entry,
    { goes },
    {
      environment: { ...process.env, ENDS_BY_ITSELF: goes === 'on until cancelled' ? '1' : '0' },
      told(one) {
        told.push(one)
        onTold(one, work)
      },
      early: (end) => {
        how = end
        return new Failure('ended', 'It ended by itself.', 'Try again.')
      },
    },
  )
  onTestFinished(() => work.cancel())
  return { work, told, how: () => how }
}

test('what it tells comes in its order, and its answer as it is, with what JSON would lose', async () => {
  const { work, told } = start('well')
  expect(await work.end).toEqual(new Float32Array([1, NaN]))
  expect(told).toEqual([1, 2, 3])
})

test('a Failure is handed on; any other error as the work explains it', async () => {
  await expect(start('wrong').work.end).rejects.toMatchObject({
    code: 'too-large',
    message: 'It is too large.',
    remedy: 'Try less.',
  })
  await expect(start('wrong unexpectedly').work.end).rejects.toMatchObject({
    code: 'unexpected',
    message: 'wrong unexpectedly: RangeError: Nobody thought of it.',
  })
})

test('a process that ends and has not said why is told by its signal or its code, with its last line', async () => {
  const down = start('down')
  await expect(down.work.end).rejects.toMatchObject({ code: 'ended' })
  expect(down.how()).toMatchObject({ how: 'SIGABRT', lastLine: '' })
  let how: EndedEarly | null = null
  const missing = startWork(
    `${entry}.not-there`,
    {},
    {
      told: () => undefined,
      early: (end) => {
        how = end
        return new Failure('ended', 'It ended by itself.', 'Try again.')
      },
    },
  )
  await expect(missing.end).rejects.toMatchObject({ code: 'ended' })
  expect(how).toMatchObject({ how: 'code 1', lastLine: expect.stringMatching(/^Node\.js v/) as string })
})

test('cancelled, it ends at once and tells no more', async () => {
  const { work, told } = start('on', (_one, { cancel }) => cancel())
  expect(await work.end).toBeNull()
  expect(told).toEqual([1])
})

test('asked to end, work that ends by itself says how it left things', async () => {
  const { work } = start('on until cancelled', (one, { askToEnd }) => {
    if (one === 4) askToEnd()
  })
  await expect(work.end).rejects.toMatchObject({ code: 'work-cancelled' })
})

test('how far it is is told no more often than a bar can show', () => {
  const told: Progress[] = []
  const tell = sometimes((progress) => told.push(progress))
  for (let done = 0; done <= 1e5; done += 1) tell(done, 1e5)
  expect(told).toHaveLength(201)
  expect(told.at(0)).toEqual({ done: 0, total: 1e5 })
  expect(told.at(-1)).toEqual({ done: 1e5, total: 1e5 })
})
