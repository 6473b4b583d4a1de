/** Messages of TensorBoard's event files. */
import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'

export interface EventValue {
  readonly tag: string
  readonly simple_value?: number
  readonly tensor?: {
    readonly dtype: number
    readonly tensor_content?: Uint8Array
    readonly float_val?: readonly number[]
    readonly double_val?: readonly number[]
    readonly string_val?: readonly Uint8Array[]
    readonly tensor_shape?: object
  }
  readonly metadata?: { readonly plugin_data: { readonly plugin_name: string }; readonly data_class: number }
}

export interface EventMessage {
  /** Seconds since 1970. */
  readonly wall_time: number
  readonly step: number
  readonly file_version?: string
  readonly summary?: { readonly value: readonly EventValue[] }
}

let type: protobuf.Type | null = null

export function eventType(): protobuf.Type {
  type ??= protobuf
    .parse(readFileSync(new URL('./event.proto', import.meta.url), 'utf8'), { keepCase: true })
    .root.lookupType('tensorboard.Event')
  return type
}
