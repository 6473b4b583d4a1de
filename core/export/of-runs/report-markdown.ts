/** A report as Markdown, its charts in files beside it. */
import type { Block } from './report-block.ts'

/** What Markdown would read as its own, and HTML as a tag. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&').replaceAll('\n', ' ')
}

export function reportMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(blockMarkdown).join('\n\n')}\n`
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${plain(block.text)}`
    case 'text':
      // Notes are Markdown already.
      return block.text
    case 'table': {
      const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`
      return [line(block.head), `|${block.head.map(() => '---').join('|')}|`, ...block.rows.map(line)].join('\n')
    }
    case 'chart':
      return `![${plain(block.caption)}](${block.name}.svg)`
  }
}
