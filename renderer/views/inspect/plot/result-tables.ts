/** A result as tables, whatever its shape. Pure. */

export type CellValue = string | number

export interface PlainTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
}

/** Of an object: one table of its single values, and one of each of its lists, a row an entry; objects within are told under their own name. */
export function resultTables(result: object, of = ''): PlainTable[] {
  const titleOf = (name: string): string => [of, name].filter(Boolean).join(', ')
  const entries = Object.entries(result)
  const singles = entries.filter(([, value]) => !isObject(value))
  const own: PlainTable[] =
    singles.length === 0
      ? []
      : [{ title: of || 'values', columns: ['name', 'value'], rows: singles.map(([name, value]) => [name, cellOf(value)]) }]
  const within = entries.flatMap(([name, value]: [string, unknown]): PlainTable[] => {
    if (Array.isArray(value)) return [listTable(titleOf(name), value)]
    return isObject(value) ? resultTables(value, titleOf(name)) : []
  })
  return [...own, ...within]
}

function listTable(title: string, list: readonly unknown[]): PlainTable {
  const objects = list.map((one) => (isObject(one) && !Array.isArray(one) ? one : { value: one }))
  const columns = [...new Set(objects.flatMap((one) => Object.keys(one)))]
  const rows = objects.map((one) => {
    const values = new Map<string, unknown>(Object.entries(one))
    return columns.map((column) => cellOf(values.get(column)))
  })
  return { title, columns, rows }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function cellOf(value: unknown): CellValue {
  if (typeof value === 'number' || typeof value === 'string') return value
  if (value === null) return 'not finite'
  return value === undefined ? '–' : JSON.stringify(value)
}
