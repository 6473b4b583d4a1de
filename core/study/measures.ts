/** By what two variants are compared. What is `lower` of each is said of the first beside the second. */
export const measures = ['error', 'steps', 'trains', 'gradient'] as const
export type Measure = (typeof measures)[number]

export const measureWords: Readonly<Record<Measure, string>> = {
  error: 'test error after the last step',
  steps: 'steps until the test error is reached',
  trains: 'share of seeds with which it trains',
  gradient: 'norm of the gradient at the first layer, at the weights that it begins with',
}
