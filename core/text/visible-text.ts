/**
 * Names come from people and files, and may hold what steers a terminal or turns the order of letters around: such characters are
 * written as JSON writes them, `\u001b`, so that they are seen and do nothing, and JSON stays JSON.
 */

/** C0, DEL and C1; marks, embeddings, overrides and isolates of the direction of writing; other line ends; the byte order mark. */
const steering = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** One line of it, whatever it holds. */
export function visibleText(text: string): string {
  return text.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The same of text that has lines of its own. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n')
}
