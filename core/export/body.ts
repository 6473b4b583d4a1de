/** Layers as statements, in as few variables as they need: `y = self.relu(self.bn1(self.conv1(x)))`. */

export interface Body {
  readonly lines: readonly string[]
  /** Source of what the last layer gives. */
  readonly result: string
}

/** A layer, or what stands for several. */
export interface BodyNode {
  readonly id: number
  readonly name: string
  readonly inputs: readonly number[]
}

/** Source of a value; or statements that put it into a variable. */
export type Written = string | ((into: string) => readonly string[])

export interface BodyRequest<N extends BodyNode> {
  readonly layers: readonly N[]
  /** What is read from outside, and the variable that holds it. */
  readonly input: number
  readonly variable: string
  readonly output: number
  /** Longest text that is put into another instead of a variable of its own. */
  readonly longest: number
  /** Source of a layer, from that of what it reads. */
  apply(layer: N, inputs: readonly string[]): Written
  /** Whether a layer's source has each of what it reads once: then that may stand within it. */
  readsOnce(layer: N): boolean
  /** Whether what it gives gets a variable and a line of its own; else where that is clearer. */
  standsAlone?(layer: N): boolean
  /** Statements that follow where a layer has a variable. */
  after?(layer: N, variable: string): readonly string[]
}

interface Value {
  readonly source: string
  /** Variables that stand in the source. */
  readonly holds: readonly string[]
}

const variables = ['x', 'y', 'z', 'u', 'v', 'w']

export function bodyOf<N extends BodyNode>(request: BodyRequest<N>): Body {
  const { layers, input, variable, output, longest, apply, readsOnce } = request
  const lines: string[] = []
  const values = new Map<number, Value>([[input, { source: variable, holds: [variable] }]])
  const readers = new Map<number, number>()
  const nested = new Set<number>()
  for (const layer of layers) {
    for (const id of layer.inputs) {
      readers.set(id, (readers.get(id) ?? 0) + 1)
      if (readsOnce(layer)) nested.add(id)
    }
  }
  /** How often each variable is still needed. */
  const needed = new Map([[variable, readers.get(input) ?? 0]])
  const free = (): string => {
    const known = variables.find((name) => (needed.get(name) ?? 0) === 0)
    if (known !== undefined) return known
    let number = 1
    while ((needed.get(`x${number}`) ?? 0) > 0) number += 1
    return `x${number}`
  }
  for (const layer of layers) {
    const read = layer.inputs.map((id) => {
      const value = values.get(id)
      if (value === undefined) throw new RangeError(`Layer ${layer.name} reads what is not there yet.`)
      return value
    })
    const source = apply(
      layer,
      read.map((value) => value.source),
    )
    const holds = read.flatMap((value) => value.holds)
    const count = readers.get(layer.id) ?? 0
    const alone = typeof source !== 'string' || request.standsAlone?.(layer) === true
    if (!alone && layer.id === output && count === 0) return { lines, result: source }
    if (!alone && count === 1 && nested.has(layer.id) && source.length <= longest && layer.id !== output) {
      values.set(layer.id, { source, holds })
      continue
    }
    for (const name of holds) needed.set(name, (needed.get(name) ?? 0) - 1)
    const name = free()
    needed.set(name, layer.id === output ? count + 1 : count)
    lines.push(...(typeof source === 'string' ? [`${name} = ${source}`] : source(name)), ...(request.after?.(layer, name) ?? []))
    values.set(layer.id, { source: name, holds: [name] })
  }
  return { lines, result: values.get(output)?.source ?? variable }
}
