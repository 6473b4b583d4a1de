import { column, type QueryTable } from '../query-table.ts'

export const designsTable: QueryTable = {
  name: 'designs',
  words: 'a design of the library that is not in the bin',
  columns: [
    column('design', 'text', 'its id'),
    column('name', 'text', 'as it is called'),
    column('saved_at', 'real', 'ms since 1970'),
    column('base', 'text', 'id of the design it is a variant of; else NULL'),
    column('architecture', 'text', 'as JSON, for json_extract'),
  ],
  rows: ({ designs }) =>
    designs.map(({ id, architecture, savedAt, variant }) => [
      id,
      architecture.name,
      savedAt,
      variant?.base ?? null,
      JSON.stringify(architecture),
    ]),
}
