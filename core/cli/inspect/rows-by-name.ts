/** Layers or blocks of several networks in one table: those of one name in one row. */

const none = '–'

interface Named {
  readonly name: string
  readonly depth: number
}

/**
 * Name, depth, and a cell a column; `–` where a network has none of that name. In the order of the network that has most. Where one name stands at different depths,
 * those of all networks are told in their order: `7, 19`. `each`: columns of one network, side by side.
 */
export function rowsByName<T extends Named>(columns: readonly (readonly T[])[], cell: (one: T) => string, each = 1): string[][] {
  const longest = columns.toSorted((one, other) => other.length - one.length).flat()
  const names = [...new Set(longest.map(({ name }) => name))]
  return names.map((name) => {
    const found = columns.map((column) => column.find((one) => one.name === name))
    const depths = found.filter((_, at) => at % each === 0).map((one) => one?.depth)
    return [name, depthsText(depths), ...found.map((one) => (one === undefined ? none : cell(one)))]
  })
}

function depthsText(depths: readonly (number | undefined)[]): string {
  const told = new Set(depths.filter((depth) => depth !== undefined))
  return (told.size === 1 ? [...told] : depths.map((depth) => depth ?? none)).join(', ')
}
