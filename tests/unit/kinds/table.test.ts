/** Each kind stands in the networks of every test that promises something of kinds; docs/kinds.md says which. A new kind without a cell fails here. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { kinds, kindsIn, promises } from './kinds.ts'

const root = new URL('../../../', import.meta.url)
const columns = await Promise.all(promises.map(async (promise) => ({ ...promise, nets: await promise.designs() })))

it.each(columns.map(({ name }) => name))('%s are tested for every kind', (name) => {
  const nets = columns.find((column) => column.name === name)?.nets ?? []
  const had = new Set(nets.flatMap(({ architecture }) => kindsIn(architecture)))
  expect(kinds.filter((kind) => !had.has(kind))).toEqual([])
})

it.each(promises.flatMap(({ files }) => files))('%s is there', (file) => {
  expect(existsSync(new URL(file, root))).toBe(true)
})

it('docs/kinds.md is this table', async () => {
  await expect(tableText()).toMatchFileSnapshot('../../../docs/kinds.md')
})

/** In each cell a network of the column's test that has the kind: the one of the fewest kinds. */
function cell(nets: (typeof columns)[number]['nets'], kind: string): string {
  const having = nets.filter(({ architecture }) => kindsIn(architecture).includes(kind))
  const [plainest] = having.toSorted(
    (one, other) => new Set(kindsIn(one.architecture)).size - new Set(kindsIn(other.architecture)).size,
  )
  return plainest?.name ?? 'none'
}

function tableText(): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    '# Kinds and what is tested of each',
    '',
    'Made from the rules and from the lists of networks that the tests run: a kind that a test lacks fails `tests/unit/kinds/table.test.ts`, which also',
    'writes this page (`vitest run tests/unit/kinds --update`). A cell names one network of that test with the kind; most tests have more.',
    '',
    ...columns.map(({ name, what, files }) => `- **${name}**: ${what} (${files.map((file) => `\`${file}\``).join(', ')}).`),
    '',
    row(['kind', ...columns.map(({ name }) => name)]),
    row(['---', ...columns.map(() => '---')]),
    ...kinds.map((kind) => row([kind, ...columns.map(({ nets }) => cell(nets, kind))])),
    '',
  ].join('\n')
}
