/** Whether the sheet of the queue is open, and the commands that ask something of the queue from anywhere. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { CallName, CallParameters } from '../../../core/api/contract.ts'
import { useCommands } from '../../app/commands.ts'
import { useLab } from '../../lab.ts'
import { useStream } from '../../use-stream.ts'

export const useQueue = defineStore('queue', () => {
  const isOpen = ref(false)
  const failure = ref<string | null>(null)
  const { value: state } = useStream('queue', () => ({}))
  const ask = async <N extends CallName>(name: N, parameters: CallParameters<N>): Promise<void> => {
    const reply = await useLab().call(name, parameters)
    failure.value = reply.ok ? null : `${reply.error.message} ${reply.error.remedy}`
  }
  return {
    isOpen,
    failure,
    state,
    paused: computed(() => state.value?.paused ?? false),
    open() {
      failure.value = null
      isOpen.value = true
    },
    close: () => void (isOpen.value = false),
    setPaused: (paused: boolean) => ask('queue.set', { paused }),
    setAtOnce: (atOnce: number) => ask('queue.set', { atOnce }),
    move: (id: string, place: number) => ask('queue.move', { id, place }),
    follow: (id: string, other: string | null) => ask('queue.follow', { id, other }),
    takeOut: (id: string) => ask('runs.stop', { id, when: 'now' }),
  }
})

export function useQueueCommands(): void {
  const queue = useQueue()
  useCommands([
    {
      id: 'queue.show',
      title: () => 'Show the queue',
      also: 'order waiting next reorder',
      keys: 'Mod+Shift+L',
      run: () => queue.open(),
    },
    {
      id: 'queue.pause',
      title: () => (queue.paused ? 'Let the queue go on' : 'Pause the queue'),
      also: 'hold waiting',
      run: () => void queue.setPaused(!queue.paused),
    },
  ])
}
