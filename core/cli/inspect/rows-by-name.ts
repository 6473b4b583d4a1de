/** Layers or blocks of several networks in one table: those of one name in one row. */

interface Named {
  readonly name: string
  readonly depth: number
}

/** Name, depth, and a cell a network; `–` where it has none of that name. In the order of the network that has most. */
export function rowsByName<T extends Named>(networks: readonly (readonly T[])[], cell: (one: T) => string): string[][] {
  const longest = networks.toSorted((one, other) => other.length - one.length).flat()
  const names = [...new Map(longest.map(({ name, depth }) => [name, depth]))]
  return names.map(([name, depth]) => [
    name,
    String(depth),
    ...networks.map((network) => {
      const found = network.find((one) => one.name === name)
      return found === undefined ? '–' : cell(found)
    }),
  ])
}
