/** What a map has under a key: a parameter, a variable, a gradient by its name. Throws a RangeError where it has nothing. */
export function valueOf<K, T>(values: ReadonlyMap<K, T>, key: K): T {
  const value = values.get(key)
  if (value === undefined) throw new RangeError(`The network has no "${String(key)}".`)
  return value
}
