/** Recipes as earlier versions wrote them, in runs, checkpoints and files of people: called as everything is called now. */

const newKeys: Readonly<Record<string, string>> = { recomputation: 'activationCheckpointing', stochasticDepth: 'dropPath' }

/** Whatever is no such recipe stays as it is: the schema says what is wrong with it. */
export function nowNamed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const keyOf = (key: string): string => {
    const now = newKeys[key]
    return now === undefined || now in value ? key : now
  }
  const recipe: Record<string, unknown> = Object.fromEntries(Object.entries(value).map(([key, part]) => [keyOf(key), part]))
  if (recipe['inputScaling'] === 'channel-mean-deviation') recipe['inputScaling'] = 'channel-mean-std'
  // That it was changed stood in its name alone.
  const [, origin] = /^(.+), changed$/s.exec(String(recipe['name'])) ?? []
  return origin === undefined || 'basedOn' in recipe ? recipe : { ...recipe, basedOn: origin }
}

/** A run from before there were other kernels than TensorFlow's goes on with those. */
export function withKernelsOfThen(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { kernels: 'tensorflow', ...value } : value
}
