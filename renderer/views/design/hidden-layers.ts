/** Widths of hidden layers as a person types them: "4096, 4096". */
export type ReadWidths = { ok: true; widths: number[] } | { ok: false; reason: string }

const mostLayers = 8
const widest = 65_536

export function readHiddenLayers(text: string): ReadWidths {
  const parts = text.split(',').map((part) => part.trim())
  const widths = parts.filter((part) => part !== '').map(Number)
  if (widths.length > mostLayers) return { ok: false, reason: `${widths.length} layers; up to ${mostLayers} are possible` }
  const bad = widths.findIndex((width) => !Number.isInteger(width) || width < 1 || width > widest)
  if (bad >= 0) return { ok: false, reason: `"${parts.filter((part) => part !== '')[bad]}" is no width from 1 to 65,536` }
  return { ok: true, widths }
}
