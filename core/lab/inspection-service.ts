/**
 * Looking into trained networks: analyses in processes of their own, one after the other, so that they are not slowed by each other. What comes of them is
 * kept with the run; how far each is, and what came of the newest, is told until the lab ends.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { InspectionState } from '../api/contract/inspections.ts'
import type { LabHandlers } from '../api/server.ts'
import { listInspections, readInspection, type Asked } from '../inspect/kept.ts'
import { readEnsemble } from '../inspect/readings/ensemble.ts'
import { readErrors } from '../inspect/readings/errors.ts'
import { keptScores } from '../inspect/readings/kept-scores.ts'
import type { InspectionMessage, InspectionTask } from '../inspect/messages.ts'
import { readRunRecord } from '../store/run-folder.ts'
import type { Library } from '../store/library.ts'
import { wantedStep } from '../store/wanted-checkpoint.ts'
import { memoryKills } from './memory-kills.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface InspectionService {
  readonly calls: Pick<
    LabHandlers['calls'],
    'inspections.start' | 'inspections.cancel' | 'inspections.errors' | 'inspections.ensemble'
  >
  readonly streams: Pick<LabHandlers['streams'], 'inspection' | 'inspections'>
  readonly changed: Signal
  readonly busy: boolean
  close(): void
}

export interface InspectionOptions {
  readonly runs: Pick<Library['runs'], 'folder'>
  /** Folder of the decoded data sets. */
  readonly data: string
  /** Script that measures: core/inspect/inspection-main.ts. */
  readonly entry: string
  /** Environment of a process that loads TensorFlow. */
  environment(): NodeJS.ProcessEnv
}

export const inspectionEntry = fileURLToPath(new URL('../inspect/inspection-main.ts', import.meta.url))

/** Analyses whose state is told: more than any window shows at once. */
const mostKept = 64

interface One {
  readonly runFolder: string
  readonly asked: Asked
  state: InspectionState
}

export function createInspectionService({ runs, data, entry, environment }: InspectionOptions): InspectionService {
  const all = new Map<string, One>()
  const changed = createSignal()
  let newest = 0
  let under: { readonly one: One; readonly child: ChildProcess } | null = null

  const settle = (one: One, state: InspectionState): void => {
    one.state = state
    changed.emit()
  }
  const isSettled = ({ state }: One): boolean => state.kind !== 'waiting' && state.kind !== 'running'

  const next = (): void => {
    if (under !== null) return
    for (const waiting of all.values()) {
      if (waiting.state.kind !== 'waiting') continue
      // It may have been measured for whoever asked before.
      const kept = readInspection(waiting.runFolder, waiting.asked)
      if (kept !== null) {
        settle(waiting, { kind: 'done', kept })
        continue
      }
      under = { one: waiting, child: measure(waiting) }
      return
    }
  }

  const measure = (one: One): ChildProcess => {
    const begun = performance.now()
    const killsBefore = memoryKills()
    settle(one, { kind: 'running', done: 0, total: 0, remainingMs: null })
    const child = fork(entry, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: environment(), serialization: 'advanced' })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
    child.on('message', (message: InspectionMessage) => {
      if (one.state.kind !== 'running') return
      switch (message.kind) {
        case 'progress': {
          const { done, total } = message
          return settle(one, { kind: 'running', done, total, remainingMs: ((performance.now() - begun) / done) * (total - done) })
        }
        case 'done': {
          const kept = readInspection(one.runFolder, one.asked)
          return settle(one, kept === null ? goneAgain : { kind: 'done', kept })
        }
        case 'failed':
          return settle(one, { kind: 'failed', code: message.code, reason: message.reason, remedy: message.remedy })
      }
    })
    child.once('error', (error) => (said = error.message))
    child.once('close', (code, signal) => {
      const memory = killsBefore !== null && (memoryKills() ?? 0) > killsBefore
      if (one.state.kind === 'running') settle(one, endedEarly(signal ?? `code ${code ?? '?'}`, memory, said))
      under = null
      changed.emit()
      next()
    })
    const task: InspectionTask = { runFolder: one.runFolder, data, asked: one.asked }
    child.send(task, (error) => (said = error?.message ?? said))
    return child
  }

  return {
    calls: {
      'inspections.start'({ run, checkpoint, asked }) {
        const runFolder = runs.folder(run)
        const step = wantedStep(runFolder, readRunRecord(runFolder), checkpoint)
        newest += 1
        const id = `${Date.now().toString(36)}-${newest}`
        all.set(id, { runFolder, asked: { ...asked, step }, state: { kind: 'waiting' } })
        for (const [old, one] of all) {
          if (all.size <= mostKept) break
          if (isSettled(one)) all.delete(old)
        }
        next()
        changed.emit()
        return { id }
      },
      'inspections.cancel'({ id }) {
        const one = all.get(id)
        if (one === undefined || isSettled(one)) return null
        settle(one, { kind: 'cancelled' })
        // A batch in TensorFlow hears nothing until it is done.
        if (under?.one === one) under.child.kill('SIGKILL')
        return null
      },
      'inspections.errors': ({ run, step, options, most, cell }) =>
        readErrors(keptScores(runs.folder(run), { step, options }, data), most, cell),
      'inspections.ensemble': ({ members, options }) =>
        readEnsemble(members.map(({ run, step }) => keptScores(runs.folder(run), { step, options }, data))),
    },
    streams: {
      inspection: ({ id }, onChange) => viewOf(() => all.get(id)?.state ?? null, changed.watch(onChange)),
      inspections: ({ run }, onChange) => viewOf(() => listInspections(runs.folder(run)), changed.watch(onChange)),
    },
    changed,
    get busy() {
      return under !== null
    },
    close: () => under?.child.kill('SIGKILL'),
  }
}

const goneAgain: InspectionState = {
  kind: 'failed',
  code: 'result-gone',
  reason: 'It was measured, but what was kept of it cannot be read.',
  remedy: 'Look whether the run’s folder can be written, and measure again.',
}

/** The process ended and had not said why. */
function endedEarly(how: string, memory: boolean, said: string): InspectionState {
  const last = said.trim().split('\n').at(-1) ?? ''
  return memory
    ? {
        kind: 'failed',
        code: 'out-of-memory',
        reason: 'Memory ran out, and the system ended the analysis for it.',
        remedy: 'Close other programs, or pause what trains, and measure again.',
      }
    : {
        kind: 'failed',
        code: 'inspection-ended',
        reason: `The process that measured it ended by itself (${how}). ${last}`.trim(),
        remedy: 'Nothing of it was kept, and nothing else is touched. Measure again.',
      }
}
