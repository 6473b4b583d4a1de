/** The studies of the library, the templates that others begin from, and what undo takes back of them. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ApiError } from '../../core/api/contract.ts'
import type { KeptStudy } from '../../core/store/studies.ts'
import type { Template } from '../../core/study/template.ts'
import { useToast } from '../app/toast.ts'
import { useLab } from '../lab.ts'
import { useStream } from '../use-stream.ts'

interface Removed {
  readonly kept: KeptStudy
  readonly time: number
}

export const useStudiesStore = defineStore('studies', () => {
  const toast = useToast()
  /** Newest first; null until the lab has answered. */
  const { value: studies, error } = useStream('studies', () => ({}))
  const templates = shallowRef<readonly Template[]>([])
  const templateById = computed(() => new Map(templates.value.map((template) => [template.id, template])))

  // Templates never change while the lab runs: asked for once, as soon as it answers.
  useLab().onConnection((state) => {
    if (state === 'connected' && templates.value.length === 0) void loadTemplates()
  })
  async function loadTemplates(): Promise<void> {
    const reply = await useLab().call('studies.templates', {})
    if (reply.ok) templates.value = reply.value
  }

  const removed = shallowRef<readonly Removed[]>([])
  /** What undo would bring back; null where nothing was removed. */
  const newest = computed(() => {
    const last = removed.value.at(-1)
    return last ? { what: `remove ${last.kept.study.name}`, time: last.time, undo: () => takeBack(last) } : null
  })
  /** Why the last removal, or taking it back, failed. */
  const failure = shallowRef<ApiError | null>(null)

  /** Gives whether it is gone. */
  async function remove(id: string): Promise<boolean> {
    const reply = await useLab().call('studies.remove', { id })
    failure.value = reply.ok ? null : reply.error
    if (!reply.ok) return false
    const one: Removed = { kept: reply.value.kept, time: Date.now() }
    removed.value = [...removed.value, one]
    toast.show({ text: `${one.kept.study.name} is removed; its runs stay`, undo: () => void takeBack(one) })
    return true
  }

  /** Once only, whichever of toast and key comes first. */
  async function takeBack(one: Removed): Promise<void> {
    if (!removed.value.includes(one)) return
    removed.value = removed.value.filter((other) => other !== one)
    toast.close()
    const reply = await useLab().call('studies.restore', { kept: one.kept })
    failure.value = reply.ok ? null : reply.error
  }

  return { studies, error, templates, templateById, newest, failure, remove }
})
