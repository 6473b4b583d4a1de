/** `--device`: auto, cpu, gpu, or the GPUs to share each batch: gpu:0,1. */
import { InvalidArgumentError } from 'commander'
import { deviceSchema, gpusForm, type DeviceChoice } from '../recipe/device.ts'

export function parseDevice(text: string): DeviceChoice {
  if (text === 'auto' || text === 'cpu') return { kind: text }
  const match = /^gpu(?::(\d{1,2}(?:,\d{1,2})*))?$/.exec(text)
  if (match === null) throw new InvalidArgumentError('It is auto, cpu, gpu, or GPUs by their numbers as in gpu:0,1.')
  const gpus = [...new Set((match[1] ?? '0').split(',').map(Number))]
  const choice = deviceSchema.safeParse({ kind: 'gpu', gpus })
  if (!choice.success) throw new InvalidArgumentError(`GPUs are ${gpusForm}.`)
  return choice.data
}

/** The same in words. */
export function deviceText(choice: DeviceChoice): string {
  return choice.kind === 'gpu' ? `gpu:${choice.gpus.join(',')}` : choice.kind
}
