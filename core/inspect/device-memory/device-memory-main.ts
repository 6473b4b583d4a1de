/** Entry of the process whose memory is measured while it uses a network. */
import { runtimeLocation } from '../../tensorflow/runtime-location.ts'
import { answerTask } from '../../work/answer-task.ts'
import { bytesInUse } from './measure.ts'
import type { DeviceMemoryTask } from './task.ts'

answerTask<DeviceMemoryTask, never, number | null>((task) => bytesInUse(task, runtimeLocation()))
