/** Notes in Markdown: what is known of it, and that nothing that is typed is lost or does anything. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markdownBlocks, type Block, type Inline } from '../../../core/text/markdown.ts'

const lineText = (of: readonly Inline[]): string => of.map((one) => ('text' in one ? one.text : lineText(one.of))).join('')
function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return lineText(block.of)
    case 'code':
      return `${block.named}\n${block.text}`
    case 'quote':
      return block.of.map(blockText).join('\n')
    case 'list':
      return block.items.flatMap(({ of }) => of.map(blockText)).join('\n')
    case 'rule':
      return ''
  }
}
const text = (said: string): Inline => ({ kind: 'text', text: said })

test('headings, paragraphs, lists, quotes, code and rules', () => {
  expect(markdownBlocks('# Why\n\nIt *did* **not** `learn`.\nAt all.\n\n---\n> said\n\n```\n<b>\n```')).toEqual([
    { kind: 'heading', level: 1, of: [text('Why')] },
    {
      kind: 'paragraph',
      of: [
        text('It '),
        { kind: 'emphasis', of: [text('did')] },
        text(' '),
        { kind: 'strong', of: [text('not')] },
        text(' '),
        { kind: 'code', text: 'learn' },
        text('.\nAt all.'),
      ],
    },
    { kind: 'rule' },
    { kind: 'quote', of: [{ kind: 'paragraph', of: [text('said')] }] },
    { kind: 'code', named: '', text: '<b>' },
  ])
  expect(markdownBlocks('- [ ] one\n- [x] two\n  1. in it\n- three')).toEqual([
    {
      kind: 'list',
      ordered: false,
      items: [
        { ticked: false, of: [{ kind: 'paragraph', of: [text('one')] }] },
        {
          ticked: true,
          of: [
            { kind: 'paragraph', of: [text('two')] },
            { kind: 'list', ordered: true, items: [{ ticked: null, of: [{ kind: 'paragraph', of: [text('in it')] }] }] },
          ],
        },
        { ticked: null, of: [{ kind: 'paragraph', of: [text('three')] }] },
      ],
    },
  ])
})

test('code keeps the name of its language, and ends at marks alone', () => {
  expect(markdownBlocks('```sh\nls\n```more\n````\n~~~ js`\n```\n~~~')).toEqual([
    { kind: 'code', named: 'sh', text: 'ls\n```more' },
    { kind: 'code', named: 'js`', text: '```' },
  ])
  expect(markdownBlocks('```ls```')).toEqual([{ kind: 'paragraph', of: [{ kind: 'code', text: 'ls' }] }])
  expect(markdownBlocks('```never ended')).toEqual([{ kind: 'code', named: 'never ended', text: '' }])
})

test('HTML is text, and only http is an address', () => {
  const [block] = markdownBlocks('<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](https://x.org/) ![p](http://y.org)')
  expect(block).toEqual({
    kind: 'paragraph',
    of: [
      text('<img src=x onerror=alert(1)> [a](javascript:alert(1)) '),
      { kind: 'link', address: 'https://x.org/', of: [text('b')] },
      text(' '),
      { kind: 'link', address: 'http://y.org', of: [text('p')] },
    ],
  })
})

test('a learning rate or a name with underscores is no emphasis', () => {
  for (const said of ['2 * 3 * 4', 'stage_1_block', 'a*b', '5 < 6 > 4', '~9'])
    expect(markdownBlocks(said)).toEqual([{ kind: 'paragraph', of: [text(said)] }])
})

test('whatever is typed is read, in time that grows with its length, and its letters are there', () => {
  const pieces = fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '```',
    '~~',
    '[',
    '](',
    ')',
    '> ',
    '- ',
    '1. ',
    '# ',
    '\\',
    '<',
    ' ',
    '\n',
    '    ',
    'word',
    'x',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
      ),
      (typed) => {
        const read = markdownBlocks(typed).map(blockText).join('\n')
        expect(read.match(/word/g)?.length).toBe(typed.match(/word/g)?.length)
      },
    ),
    { numRuns: 2000 },
  )
  for (const bad of ['*a '.repeat(3000), '['.repeat(20_000), '`'.repeat(20_000), '> '.repeat(5000), '**'.repeat(9000)])
    expect(markdownBlocks(bad).length).toBeGreaterThan(0)
})
