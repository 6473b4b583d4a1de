/** What of a run's recipe can be asked for: every option of `lab train`, by its name. */
import { recipeOptions } from '../../recipe/options.ts'
import { ofTrained, type RunField } from './run-field.ts'

export const recipeRunFields: readonly RunField[] = recipeOptions.map(({ flag, about, say }) => {
  const id = flag.replace(/^--/, '')
  return ofTrained({
    kind: 'words',
    id,
    caption: id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' '),
    about,
    group: 'recipe',
    values({ record }) {
      const said = say(record.recipe)
      return said === null ? [] : [[said]]
    },
  })
})
