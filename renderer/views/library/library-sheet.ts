/** The library as a whole: whether its sheet is open, what is being done with it, and the commands for that. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { CallName, CallParameters } from '../../../core/api/contract.ts'
import type { LibraryTaskState } from '../../../core/api/contract/library.ts'
import { useCommands } from '../../app/commands.ts'
import { useLab } from '../../lab.ts'
import { useStream } from '../../use-stream.ts'

export const useLibrarySheet = defineStore('library-sheet', () => {
  const isOpen = ref(false)
  const { value: task } = useStream('libraryTask', () => ({}))
  /** Why the last thing that was asked for was not begun; of which it is told where that was asked. */
  const refusal = ref<{ readonly what: LibraryTaskState['what']; readonly text: string } | null>(null)

  async function ask<N extends CallName>(what: LibraryTaskState['what'], name: N, parameters: CallParameters<N>): Promise<void> {
    refusal.value = null
    const reply = await useLab().call(name, parameters)
    if (!reply.ok) refusal.value = { what, text: `${reply.error.message} ${reply.error.remedy}` }
  }
  return {
    isOpen,
    task,
    refusal,
    /** Whether something is done with it now: no other begins meanwhile. */
    isBusy: computed(() => task.value?.state.kind === 'running'),
    check: (repair: boolean) => ask('check', 'library.check', { repair }),
    backUp: (folder: string) => ask('back-up', 'library.backUp', { folder }),
    move: (folder: string) => ask('move', 'library.move', { folder }),
    cancel: () => void useLab().call('library.cancel', {}),
  }
})

export function useLibraryCommands(): void {
  const sheet = useLibrarySheet()
  const open = (): void => void (sheet.isOpen = true)
  const check = (): void => {
    open()
    void sheet.check(false)
  }
  const bridge = window.stagecraft?.libraries
  const notHere = (): string | null => (bridge ? null : 'a browser shows the library that it was started for')
  useCommands([
    { id: 'library.show', title: () => 'This library…', also: 'size space backup move check folder recent', run: open },
    {
      id: 'library.check',
      title: () => 'Check this library',
      also: 'repair damaged integrity',
      off: () => (sheet.isBusy ? 'something is done with it already' : null),
      run: check,
    },
    {
      id: 'library.open',
      title: () => 'Open a library…',
      also: 'folder other',
      off: notHere,
      run: () => void bridge?.open('choose'),
    },
    {
      id: 'library.create',
      title: () => 'New library…',
      also: 'folder make',
      off: notHere,
      run: () => void bridge?.open('create'),
    },
  ])
}
