/** Every way a trainer can end has a reason and a remedy, in words that a person can use. */
import { expect, test } from 'vitest'
import { explainEnd, type ProcessEnd } from '../../../core/lab/crash.ts'
import { trainerExit } from '../../../core/training/trainer-exit.ts'
import { parseLog, logLine } from '../../../core/training/trainer-log.ts'

const ends: [ProcessEnd, RegExp][] = [
  [{ kind: 'signal', signal: 'SIGKILL' }, /signal 9.*memory/],
  [{ kind: 'killed' }, /signal 9.*kernel ended none for want of memory/],
  [{ kind: 'signal', signal: 'SIGSEGV' }, /signal 11/],
  [{ kind: 'signal', signal: 'SIGABRT' }, /signal 6/],
  [{ kind: 'signal', signal: 'SIGILL' }, /signal 4/],
  [{ kind: 'signal', signal: 'SIGBUS' }, /signal 7/],
  [{ kind: 'signal', signal: 'SIGHUP' }, /signal 1 \(SIGHUP\)/],
  [{ kind: 'memory', peakBytes: 11.8e9, totalBytes: 16e9 }, /Memory ran out.*signal 9.*11\.8 of 16\.0 GB/],
  [{ kind: 'memory', peakBytes: null, totalBytes: 16e9 }, /Memory ran out.*signal 9\)\.$/],
  [{ kind: 'silent' }, /said nothing any more/],
  [{ kind: 'unseen' }, /gone without an outcome/],
  [{ kind: 'not-started', why: 'spawn EAGAIN', diskFull: false }, /spawn EAGAIN/],
  [{ kind: 'exit', code: trainerExit.diskFull }, /disk is full/],
  [{ kind: 'exit', code: trainerExit.outOfMemory }, /Memory ran out/],
  [{ kind: 'exit', code: 0 }, /code 0 and no outcome/],
]

test.each(ends)('%o', (end, reason) => {
  const crash = explainEnd(end, [], 'training')
  expect(crash.reason).toMatch(reason)
  expect(crash.remedy).not.toBe('')
})

test('a trainer that failed gives the last error of its log', () => {
  const log = parseLog(
    logLine({ time: 1, level: 'error', text: 'first' }) +
      '2026-11-21 06:00:00.1: E tensorflow/core/x.cc:1] Check failed: out of memory\n' +
      logLine({ time: 2, level: 'info', text: 'at step (trainer.ts:1)' }),
  )
  expect(explainEnd({ kind: 'exit', code: 1 }, log, 'training').reason).toContain('Check failed: out of memory')
})

test('a step that does not fit says how much does; resuming it is not what is advised', () => {
  const text = 'A step of 4096 images takes more memory than there is. 1024 fit. Train with a batch of 1024.'
  const crash = explainEnd({ kind: 'exit', code: trainerExit.outOfMemory }, [{ time: 1, level: 'error', text }], 'starting')
  expect(crash.reason).toContain(text)
  expect(crash.remedy).toMatch(/a new run, or a branch from a checkpoint/)
  expect(crash.remedy).not.toMatch(/Resume/)
})

test.each(['SIGABRT', 'SIGSEGV'] as const)(
  '%s is told as what it is, whatever the log says: a signal is not a cause',
  (signal) => {
    const log = parseLog(
      "corrupted size vs. prev_size\nterminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc\n",
    )
    for (const phase of ['starting', 'training'] as const) {
      const { reason, remedy } = explainEnd({ kind: 'signal', signal }, log, phase)
      expect(reason).toMatch(/signal (6|11)\).*Either the code is at fault or memory ran out: the signal does not say which/)
      expect(remedy).not.toMatch(/Take less/)
    }
  },
)

test('what comes before training can be tried with less, what comes later gone on from', () => {
  const end: ProcessEnd = { kind: 'signal', signal: 'SIGSEGV' }
  expect(explainEnd(end, [], 'starting').remedy).toMatch(/smaller batch tells/)
  expect(explainEnd(end, [], 'training').remedy).toMatch(/^Resume/)
})

test('memory ran out where the trainer says so by its exit code, not where an error has such words in it', () => {
  const log = parseLog(logLine({ time: 1, level: 'error', text: 'out of memory' }))
  expect(explainEnd({ kind: 'exit', code: trainerExit.outOfMemory }, log, 'training').remedy).toMatch(/smaller batch/)
  expect(explainEnd({ kind: 'exit', code: trainerExit.failed }, log, 'training').remedy).not.toMatch(/smaller batch/)
})

test('a log that was cut off in the middle of a line is read', () => {
  const text = logLine({ time: 5, level: 'info', text: 'whole' }) + '{"time":6,"level":"err'
  expect(parseLog(text)).toEqual([
    { time: 5, level: 'info', text: 'whole' },
    { time: 5, level: 'info', text: '{"time":6,"level":"err' },
  ])
})

test("what TensorFlow says at every start is left out of a run's log, its warnings and errors are not", () => {
  const text = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1795246206.572766   24977 port.cc:153] oneDNN custom operations are on.',
    'W0000 00:00:1795246206.572766   24977 x.cc:1] a warning',
    'E0000 00:00:1795246206.572766   24977 x.cc:1] an error',
  ].join('\n')
  expect(parseLog(text).map((entry) => [entry.text.slice(-9), entry.level])).toEqual([
    ['a warning', 'warning'],
    [' an error', 'error'],
  ])
})
