/** What the sheet's fields were before, for undo and redo. Typing in one field is one change until it is left. */
import type { TrainForm } from './train-form.ts'

export interface FormHistory {
  readonly past: readonly TrainForm[]
  readonly future: readonly TrainForm[]
  /** The fields of the last change while more of it is typed; empty once they were left. */
  readonly open: string
}

export const noHistory: FormHistory = { past: [], future: [], open: '' }

/** So many changes are kept. */
const mostKept = 200

export function remember(history: FormHistory, before: TrainForm, change: Partial<TrainForm>): FormHistory {
  const open = Object.keys(change).sort().join(' ')
  if (open === history.open) return { ...history, future: [] }
  return { past: [...history.past, before].slice(-mostKept), future: [], open }
}

/** What is changed next is a change of its own. */
export function settle(history: FormHistory): FormHistory {
  return history.open === '' ? history : { ...history, open: '' }
}

export function undo(history: FormHistory, now: TrainForm): { form: TrainForm; history: FormHistory } {
  const before = history.past.at(-1)
  if (!before) return { form: now, history }
  return { form: before, history: { past: history.past.slice(0, -1), future: [now, ...history.future], open: '' } }
}

export function redo(history: FormHistory, now: TrainForm): { form: TrainForm; history: FormHistory } {
  const [after, ...rest] = history.future
  if (!after) return { form: now, history }
  return { form: after, history: { past: [...history.past, now], future: rest, open: '' } }
}
