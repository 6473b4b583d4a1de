/** The entry of a process that works for another: takes its task, tells it how far it is and what came of it, and ends, at the latest with who asked. */
import { Failure } from '../files/failure.ts'
import type { WorkMessage } from './work-message.ts'

export interface Telling<Told> {
  /** Resolves once it is on its way, and what the parent has sent meanwhile was heard. */
  readonly tell: (told: Told) => Promise<void>
  /** Whether it is to end: asked only by work that `endsByItself`. */
  readonly cancelled: () => boolean
}

export interface HowToAnswer<Task> {
  /** What to tell of an error that is no Failure; its own message where that is left out. */
  readonly explain?: (thrown: unknown, task: Task) => Failure
  /** It asks `cancelled` and leaves nothing half done, where other work ends wherever it is once its parent is gone. */
  readonly endsByItself?: boolean
}

export function answerTask<Task, Told, Answer>(
  perform: (task: Task, telling: Telling<Told>) => Answer | Promise<Answer>,
  { explain = unexplained, endsByItself = false }: HowToAnswer<Task> = {},
): void {
  let isCancelled = false
  const end = (): void => {
    if (!endsByItself) process.exit(1)
    isCancelled = true
  }
  // Ctrl-C reaches all processes of a terminal; what is to be done then is the parent's to say.
  process.on('SIGINT', () => undefined)
  process.once('SIGTERM', end)
  process.once('disconnect', end)
  process.once('message', (task: Task) => {
    process.on('message', end)
    void answer(task).then(() => process.exit(0))
  })

  const answer = async (task: Task): Promise<void> => {
    try {
      const telling = { tell: (told: Told) => say({ kind: 'told', told }), cancelled: () => isCancelled }
      await say({ kind: 'done', answer: await perform(task, telling) })
    } catch (thrown) {
      const { code, message, remedy } = thrown instanceof Failure ? thrown : explain(thrown, task)
      await say({ kind: 'failed', code, message, remedy })
    }
  }
  const say = (message: WorkMessage<Told, Answer>): Promise<void> =>
    new Promise((resolve) => {
      // Nobody hears it where whoever asked is gone.
      if (!process.connected || process.send === undefined) resolve()
      else process.send(message, () => setImmediate(resolve))
    })
}

export function unexplained(thrown: unknown): Failure {
  return new Failure('failed', thrown instanceof Error ? thrown.message : String(thrown), 'Try again.')
}
