/** Undo and redo of the Train sheet's fields. */
import { describe, expect, it } from 'vitest'
import { recipeFields } from '../../../core/recipe/fields.ts'
import { noHistory, redo, remember, settle, undo, type FormHistory } from '../../../renderer/views/train/form-history.ts'
import type { TrainForm } from '../../../renderer/views/train/train-form.ts'
import { recipePreset } from './samples.ts'

const start: TrainForm = {
  dataset: 'cifar10',
  recipeId: 'quick',
  device: 'auto',
  gpus: '0',
  ...recipeFields(recipePreset('quick').recipe),
}

/** Changes the form, typing without leaving; `null` leaves the field. */
function typed(changes: readonly (Partial<TrainForm> | null)[]): { form: TrainForm; history: FormHistory } {
  let form = start
  let history = noHistory
  for (const change of changes) {
    history = change ? remember(history, form, change) : settle(history)
    if (change) form = { ...form, ...change }
  }
  return { form, history }
}

describe('undo', () => {
  it('takes back what was typed in one field as one change', () => {
    const { form, history } = typed([{ batch: '6' }, { batch: '64' }])
    expect(undo(history, form).form).toEqual(start)
  })

  it('takes back two fields, or one that was left between, one after the other', () => {
    for (const changes of [
      [{ batch: '64' }, { momentum: '0.8' }],
      [{ batch: '64' }, null, { batch: '32' }],
    ]) {
      const { form, history } = typed(changes)
      const once = undo(history, form)
      expect(once.form).toEqual({ ...start, batch: '64' })
      expect(undo(once.history, once.form).form).toEqual(start)
    }
  })

  it('is undone by redo, all the way, and redo ends where something else is changed', () => {
    const { form, history } = typed([{ batch: '64' }, { momentum: '0.8' }])
    const once = undo(history, form)
    const twice = undo(once.history, once.form)
    const again = redo(twice.history, twice.form)
    expect(again.form).toEqual({ ...start, batch: '64' })
    expect(redo(again.history, again.form).form).toEqual(form)
    expect(redo(remember(twice.history, twice.form, { pad: '2' }), twice.form).form).toEqual(twice.form)
  })

  it('does nothing where nothing was changed', () => {
    expect(undo(noHistory, start)).toEqual({ form: start, history: noHistory })
    expect(redo(noHistory, start)).toEqual({ form: start, history: noHistory })
  })
})
