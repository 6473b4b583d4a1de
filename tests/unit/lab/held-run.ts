/** A run named "held" stops before a step until it is released: so it is not over before something is asked of it. */
import { join } from 'node:path'

/** Late enough that steps before it are committed and told. */
export const heldStep = 40

/** The file in its folder that lets it go on. */
export const released = (runFolder: string): string => join(runFolder, 'released')
