/** Why the lab cannot be reached, or not yet. */
import { shallowRef } from 'vue'

/** Why the lab could not be reached the last time that it was tried; null once it was. */
export const connectFailure = shallowRef<string | null>(null)

/** What the lab last said of itself before it answers; null once it does. */
export const startingWords = shallowRef<string | null>(null)
