/** The recipes that come along: asked for once, by whichever view needs them first. */
import { ref, shallowRef } from 'vue'
import type { RecipePreset } from '../../../core/recipe/recipe.ts'
import { callLab, LabError } from '../../lab.ts'

const recipes = shallowRef<readonly RecipePreset[] | null>(null)

export function useRecipes() {
  const failure = ref<string | null>(null)
  if (recipes.value === null) {
    void callLab('recipes.list', {})
      .then((list) => {
        recipes.value = list
      })
      .catch((thrown: unknown) => {
        failure.value = thrown instanceof LabError ? `${thrown.error.message} ${thrown.error.remedy}` : String(thrown)
      })
  }
  return { recipes, failure }
}
