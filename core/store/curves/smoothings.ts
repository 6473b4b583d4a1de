/** How curves can be smoothed: the weights of the past for which the exponential average is kept with every run. Pure; the window has it too. */

/** From none to a line that reaches back about 1 ÷ (1 − weight) = 1,000 steps. */
export const smoothings = [0, 0.5, 0.8, 0.9, 0.97, 0.99, 0.997, 0.999] as const

export type Smoothing = (typeof smoothings)[number]
