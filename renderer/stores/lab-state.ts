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

  useLab().onConnection((now) => {
    if (now === 'lost' && connection.value === 'connected') lostAt.value = Date.now()
    if (now === 'connected') lostAt.value = null
    connection.value = now
  })

  return { connection, lostAt, state, reopen: () => useLab().reopen() }
})
