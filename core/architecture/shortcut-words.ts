/** The shortcuts of a whole design in a word, by the rules of its kinds. */
import type { Architecture } from './architecture.ts'
import { blockRule, takesShortcut, type Stage } from './blocks.ts'

/** The shortcut option of all stages, `none` for plain ones, `mixed` where they differ; `gated` and the like where it is no option. */
export function shortcutText({ stages }: Architecture): string {
  const [first, ...others] = new Set(stages.map(stageShortcut))
  return others.length > 0 ? 'mixed' : (first ?? 'none')
}

/** `option B`, `no shortcuts`, `gated shortcuts`, `mixed shortcuts`: within a sentence. */
export function shortcutWords({ stages }: Architecture): string {
  const [first, ...others] = new Set(stages.map(stageShortcutWords))
  return others.length > 0 ? 'mixed shortcuts' : (first ?? 'no shortcuts')
}

/** The same of one stage. */
export function stageShortcutWords(stage: Stage): string {
  const text = stageShortcut(stage)
  if (text === 'none') return 'no shortcuts'
  return takesShortcut(stage) ? `option ${text}` : `${text} shortcuts`
}

function stageShortcut(stage: Stage): string {
  const rule = blockRule(stage.kind)
  return rule.shortcutText?.(stage) ?? rule.shortcut(stage)
}
