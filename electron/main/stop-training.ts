/** Stops every run of the library cleanly and ends its lab. */
import { createLabClient } from '../../core/api/client.ts'
import { connectOrStartLab, type LabStart } from '../../core/transport/connect-lab.ts'
import { messagesOver } from '../../core/transport/frames.ts'

/** Resolves when the runs have stopped. Rejects with what the lab said, or when it does not answer. */
export async function stopTraining(start: LabStart): Promise<void> {
  const client = createLabClient(async () => messagesOver(await connectOrStartLab(start)))
  try {
    const reply = await client.call('lab.close', { training: 'stop' })
    if (!reply.ok) throw new Error(`${reply.error.message} ${reply.error.remedy}`)
  } finally {
    client.close()
  }
}
