/** A report as one file that any browser shows without a network, and prints: no script, no address, styles and drawings within. */
import { markupText } from '../../text/markup-text.ts'
import type { Block } from './report-block.ts'

const style = `:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;color:#1c2024;background:#fff;max-width:1000px;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1.05rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;overflow-wrap:normal}
th,td{text-align:left;vertical-align:top;padding:4px 14px 4px 0;border-bottom:1px solid #e4e6e8}th,td:first-child,.figure{white-space:nowrap}.figure{text-align:right}
figure{margin:1.5rem 0}figcaption{margin-top:6px;font-size:13px;color:#555}svg{max-width:100%;height:auto;background:#fff}.text{white-space:pre-wrap}
@media screen and (max-width:760px){figure>div{overflow-x:auto}figure svg{max-width:none;width:720px}td{min-width:5em}}
@media screen and (prefers-color-scheme:dark){body{color:#e4e7ea;background:#15181b}th,td{border-color:#33383d}figcaption{color:#a3abb3}figure>div{background:#fff;border-radius:4px;padding:8px}}
@media print{body{margin:0;max-width:none}h2,h3{break-after:avoid}figure,tr{break-inside:avoid}.wide{overflow:visible}table{font-size:11px}th,td{padding-right:8px}th,td:first-child,.figure{white-space:normal}}
@page{margin:16mm 14mm}`

export function reportHtml(blocks: readonly Block[]): string {
  const title = blocks.find((block) => block.kind === 'heading')?.text ?? 'Report'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${markupText(title)}</title>
<style>${style}</style>
</head>
<body>
${withNames(blocks).map(blockHtml).join('\n')}
</body>
</html>
`
}

/** A block, and what it is called where it can be scrolled: tables by the heading above them, counted where it has several. */
interface Named {
  readonly block: Block
  readonly name: string
}

function withNames(blocks: readonly Block[]): Named[] {
  let [heading, tables] = ['Report', 0]
  return blocks.map((block) => {
    if (block.kind === 'heading') [heading, tables] = [block.text, 0]
    if (block.kind === 'table') tables += 1
    if (block.kind === 'chart') return { block, name: block.caption }
    return { block, name: tables > 1 ? `${heading}, table ${tables}` : `${heading}, table` }
  })
}

/** What is wider than the page is scrolled by keys too: it takes the focus, and has a name. */
const scrolled = (name: string): string => `tabindex="0" role="region" aria-label="${markupText(name)}"`

function blockHtml({ block, name }: Named): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${markupText(block.text)}</h${block.level}>`
    case 'text':
      return `<p class="text">${markupText(block.text)}</p>`
    case 'table': {
      const open = (tag: 'th' | 'td', at: number): string =>
        block.figures?.includes(at) === true ? `<${tag} class="figure">` : `<${tag}>`
      const cells = (row: readonly string[], tag: 'th' | 'td'): string =>
        `<tr>${row.map((cell, at) => `${open(tag, at)}${markupText(cell)}</${tag}>`).join('')}</tr>`
      return `<div class="wide" ${scrolled(name)}><table><thead>${cells(block.head, 'th')}</thead><tbody>${block.rows.map((row) => cells(row, 'td')).join('')}</tbody></table></div>`
    }
    case 'chart':
      return `<figure><div ${scrolled(name)}>${block.svg}</div><figcaption>${markupText(block.caption)}</figcaption></figure>`
  }
}
