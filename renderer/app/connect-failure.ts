/** Why the lab could not be reached the last time that it was tried; null once it was. */
import { shallowRef } from 'vue'

export const connectFailure = shallowRef<string | null>(null)
