/** The window's own font (Inter, SIL Open Font License) as text for a file: its Latin letters, and of other scripts those that are used. */

interface Script {
  readonly used: RegExp
  /** As CSS says it; null for all that no other has. */
  readonly range: string | null
  readonly load: () => Promise<{ readonly default: string }>
}

const scripts: readonly Script[] = [
  { used: /./, range: null, load: () => import('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?inline') },
  {
    used: /[\u0100-\u024f\u1e00-\u1e9f]/,
    range: 'U+0100-024F,U+1E00-1E9F',
    load: () => import('@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?inline'),
  },
  {
    used: /[\u0370-\u03ff]/,
    range: 'U+0370-03FF',
    load: () => import('@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?inline'),
  },
  {
    used: /[\u0400-\u045f\u0490-\u0491]/,
    range: 'U+0400-045F,U+0490-0491',
    load: () => import('@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2?inline'),
  },
]

/** @font-face rules for what `text` needs. */
export async function embeddedFonts(text: string): Promise<string> {
  const needed = scripts.filter(({ used }) => used.test(text))
  const rules = needed.map(async ({ range, load }) => {
    const { default: data } = await load()
    return `@font-face{font-family:'Inter Variable';font-weight:100 900;src:url(${data}) format('woff2');${range === null ? '' : `unicode-range:${range};`}}`
  })
  return (await Promise.all(rules)).join('')
}
