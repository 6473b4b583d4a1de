/** The command line's way to the lab: the same one that the window uses, so its runs are the app's runs. */
import { fileURLToPath } from 'node:url'
import { createLabClient, type ClosableLabClient } from '../api/client.ts'
import { connectOrStartLab, type LabStart } from '../transport/connect-lab.ts'
import type {
  CallName,
  CallParameters,
  CallResults,
  LabClient,
  StreamName,
  StreamParameters,
  StreamValues,
} from '../api/contract.ts'
import { messagesOver } from '../transport/frames.ts'
import { labCommand } from '../transport/library-folder.ts'
import { UsageError } from './usage.ts'

const closedText = (library: string): string =>
  `Stagecraft was closed in its window: what was training is paused, and what waits in the queue goes on when it is next started. \`${labCommand('runs', library)}\` starts it.`

export function labStart(library: string): LabStart {
  return { libraryFolder: library, node: process.execPath, entry: fileURLToPath(new URL('../lab/main.ts', import.meta.url)) }
}

/** Connects to the library's lab, started if need be, for the time of `use`. Rejects when it cannot be started. */
export async function withLab<T>(library: string, use: (client: LabClient) => Promise<T>): Promise<T> {
  const start = labStart(library)
  // The first connection is made here, so that its failure is an error and not a silence.
  let first: Awaited<ReturnType<typeof connectOrStartLab>> | null = await connectOrStartLab(start)
  const client: ClosableLabClient = createLabClient(async () => {
    const pipe = first ?? (await connectOrStartLab(start))
    first = null
    return messagesOver(pipe)
  })
  const closed = new Promise<never>((_resolve, reject) => {
    client.onConnection((state) => {
      // What the lab answered with its last words, as it does once its library was moved, still counts.
      if (state === 'closed') setImmediate(() => reject(new Error(closedText(library))))
    })
  })
  try {
    return await Promise.race([use(client), closed])
  } finally {
    client.close()
  }
}

/** A call whose failure is wrong use or an error with what to do next. */
export async function ask<N extends CallName>(
  client: LabClient,
  name: N,
  parameters: CallParameters<N>,
): Promise<CallResults[N]> {
  const reply = await client.call(name, parameters)
  if (reply.ok) return reply.value
  const { code, message, remedy } = reply.error
  const text = `${message} ${remedy}`
  throw code === 'invalid' ? new UsageError(text) : new Error(text)
}

/** The first value of a stream. */
export function snapshot<N extends StreamName>(
  client: LabClient,
  name: N,
  parameters: StreamParameters<N>,
): Promise<StreamValues[N]> {
  return new Promise((resolve, reject) => {
    const end = client.subscribe(
      name,
      parameters,
      (value) => {
        end()
        resolve(value)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
}
