/** What goes wrong in TensorFlow reaches a person as words. */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../core/files/failure.ts'
import { loadBinding } from '../../core/tensorflow/binding.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { Session } from '../../core/tensorflow/session.ts'
import { nativeBinding } from './native.ts'

/** What `work` throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (thrown) {
    return thrown
  }
  return null
}

describe('a session', () => {
  it('says which tensor does not fit into memory, and what to do', () => {
    const writer = new GraphWriter()
    // More than any address space holds, so that nothing is ever taken.
    const shape = [50_000_000, 50_000_000]
    const value = writer.placeholder('value', 'float32', [])
    const attributes = { T: { type: 'float32' }, index_type: { type: 'int32' } } as const
    writer.target('fill', writer.op('Fill', [writer.ints(shape), value], attributes, { type: 'float32', shape }), [])
    const session = new Session(nativeBinding(), writer.nodes)
    const thrown = thrownBy(() => session.run('fill', { value: { shape: [], values: Float32Array.of(1) } }))
    expect(thrown).toBeInstanceOf(Failure)
    expect(thrown).toMatchObject({ code: 'out-of-memory', message: expect.stringContaining('50000000×50000000') as string })
    session.dispose()
  })

  it('passes on what TensorFlow says otherwise', () => {
    const writer = new GraphWriter()
    const file = writer.op('ReadFile', [writer.text('/no/such/file')], {}, { type: 'string', shape: [] })
    const bytes = { type: 'uint8', shape: [1] } as const
    const decoded = writer.op('DecodeRaw', [file], { out_type: { type: 'uint8' }, little_endian: { bool: true } }, bytes)
    writer.target('read', decoded, [])
    const session = new Session(nativeBinding(), writer.nodes)
    expect(thrownBy(() => session.run('read'))).toMatchObject({
      code: 'tensorflow-failed',
      message: expect.stringContaining('/no/such/file') as string,
    })
    session.dispose()
  })

  it('is not had from a binding that cannot be loaded: the remedy is set-up', () => {
    expect(thrownBy(() => loadBinding('/no/such/binding.node'))).toMatchObject({
      code: 'tensorflow-unusable',
      remedy: expect.stringContaining('npm run setup') as string,
    })
  })
})
