import { visibleText } from './visible-text.ts'

/** Text as it stands in HTML, SVG and attributes of both: nothing in it is read as markup, and what XML cannot hold is made visible. */
export function markupText(text: string): string {
  return text
    .replace(/[^\n\t]+/g, visibleText)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
