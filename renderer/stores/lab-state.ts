/** Whether the lab answers, and what it says of this machine; for the status bar and whoever depends on it. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ConnectionState } from '../../core/api/contract.ts'
import { useLab } from '../lab.ts'
import { useStream } from '../use-stream.ts'

export const useLabStore = defineStore('lab', () => {
  const connection = ref<ConnectionState>('connecting')
  /** When it was lost, in milliseconds since 1970: what is shown is from then. */
  const lostAt = ref<number | null>(null)
  const { value: state } = useStream('lab', () => ({}))
  /** Tries in a row that did not reach it. */
  const failedTries = ref(0)

  useLab().onConnection((now) => {
    if (now === 'lost' && connection.value === 'connected') lostAt.value = Date.now()
    if (now === 'connected') lostAt.value = null
    if (now !== 'connecting') failedTries.value = now === 'lost' ? failedTries.value + 1 : 0
    connection.value = now
  })

  return { connection, lostAt, failedTries, state, reopen: () => useLab().reopen() }
})
