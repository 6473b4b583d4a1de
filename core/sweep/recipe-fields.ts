/** What of a recipe can be varied: the options of `lab train`, but what is only measured or kept, and the seed, which a sweep has several of anyway. */
import { recipeOptions } from '../recipe/options.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { settings, type SettingKey } from '../recipe/settings.ts'
import type { RecipeField, Takes } from './subject.ts'

/** They change what an error is measured on, when, or what is kept of it: trials would not be comparable. */
const notVaried: readonly SettingKey[] = ['validationImages', 'evaluation', 'checkpoints', 'telemetryEvery', 'seed']
const left = new Set(notVaried.flatMap((key) => settings[key].part.options.map(({ flag }) => flag)))

/** Those whose flag is short for what it is called. */
const rates: Readonly<Record<string, string>> = {
  lr: 'Learning rate',
  'lr-final': 'Final learning rate',
  'lr-first': 'First learning rate',
  'lr-least': 'Least learning rate',
}

export function recipeFields(recipe: Recipe): RecipeField[] {
  return recipeOptions
    .filter(({ flag }) => !left.has(flag))
    .map(({ flag, about, takes, limit, words, say }): RecipeField => {
      const id = flag.replace(/^--/, '')
      const taken: Takes =
        limit !== undefined
          ? { kind: 'number', limit }
          : words !== undefined
            ? { kind: 'choice', values: words.map((word) => ({ value: word, label: word })) }
            : { kind: 'text', form: takes }
      const caption = rates[id] ?? id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ')
      return { group: 'recipe', id, flag, caption, about, takes: taken, now: say(recipe) }
    })
}
