/** When a trainer that lives is taken for hung, starved or suspended. Time and processes are the test's own. */
import { beforeEach, expect, test } from 'vitest'
import type { ProcessLook } from '../../../core/lab/process-look.ts'
import { watchSilence, type SilenceWatch } from '../../../core/lab/silence.ts'
import type { TrainerState } from '../../../core/training/trainer-messages.ts'

const patience = { starting: 300_000, training: 30_000, steps: 10 }
let time: number
let process: ProcessLook | null
let watch: SilenceWatch

beforeEach(() => {
  time = 0
  process = { suspended: false, waitsForDisk: false, runnable: false, cpuMs: 0 }
  watch = watchSilence({ look: () => process, now: () => 1_000_000 + time, elapsed: () => time }, patience)
})

function says(phase: TrainerState['phase']): void {
  watch.heard({ phase, step: 1, committed: 1, evaluating: null, remainingMs: null, pid: 7 } as TrainerState)
}

/** Looks each second for so long, while the process computes with this share of a processor. */
function pass(seconds: number, computes: number, stepMs: number | null = 200): ReturnType<SilenceWatch['check']> {
  let silent: ReturnType<SilenceWatch['check']> = null
  for (let second = 0; second < seconds; second += 1) {
    time += 1000
    if (process) process = { ...process, cpuMs: process.cpuMs + 1000 * computes }
    silent = watch.check(7, () => stepMs)
  }
  return silent
}

test('a trainer is silent after 30 seconds, or ten of its steps where those are longer', () => {
  says('training')
  expect(pass(29, 0)).toBeNull()
  expect(pass(1, 0)).toEqual({ kind: 'hung', since: 1_000_000 })
  says('training')
  expect(pass(79, 2, 8_000)).toBeNull()
  expect(pass(1, 2, 8_000)).toMatchObject({ kind: 'hung' })
})

test('what it says next ends the silence', () => {
  says('training')
  expect(pass(60, 0)).not.toBeNull()
  says('training')
  expect(watch.check(7, () => 200)).toBeNull()
})

test('a start, or a first step whose length nobody knows, may take five minutes', () => {
  says('starting')
  expect(pass(299, 1)).toBeNull()
  expect(pass(1, 1)).toMatchObject({ kind: 'hung' })
  says('training')
  expect(pass(299, 1, null)).toBeNull()
})

test('a process that is stopped by a signal is suspended', () => {
  process = { suspended: true, waitsForDisk: false, runnable: false, cpuMs: 50 }
  says('training')
  expect(pass(30, 0)).toMatchObject({ kind: 'suspended' })
})

test('one that is suspended while it starts, or before it was heard of, is told as soon', () => {
  process = { suspended: true, waitsForDisk: false, runnable: false, cpuMs: 50 }
  expect(pass(29, 0)).toBeNull()
  expect(pass(1, 0)).toMatchObject({ kind: 'suspended' })
  says('starting')
  expect(pass(30, 0)).toMatchObject({ kind: 'suspended' })
})

test('one that would run but gets no processor is starved; one that computes and says nothing is hung', () => {
  process = { suspended: false, waitsForDisk: false, runnable: true, cpuMs: 50 }
  says('training')
  expect(pass(40, 0.02)).toMatchObject({ kind: 'starved' })
  says('training')
  expect(pass(40, 1.5)).toMatchObject({ kind: 'hung' })
})

test('one that writes a checkpoint, or that the system holds until a disk has answered, is neither hung nor starved', () => {
  says('saving')
  expect(pass(120, 0)).toEqual({ kind: 'writing', since: 1_000_000 })
  process = { suspended: false, waitsForDisk: true, runnable: false, cpuMs: 50 }
  says('training')
  expect(pass(30, 0)).toMatchObject({ kind: 'writing' })
})

test('where the system does not tell, nothing is made up', () => {
  process = null
  says('training')
  expect(pass(40, 0)).toMatchObject({ kind: 'hung' })
})
