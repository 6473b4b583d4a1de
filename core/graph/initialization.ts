/** What weights begin with: drawn by one rule for the whole network, or as a layer asks for instead. */

/**
 * The rules. Normal with variance 2 ÷ fan-in or 2 ÷ fan-out (He et al. 2015, section 2.2); uniform with variance 2 ÷ (fan-in + fan-out)
 * (Glorot & Bengio 2010, equation 16); normal with variance 1 ÷ fan-in (LeCun et al. 1998, section 4.6); normal with a std of 0.01 (Krizhevsky
 * et al. 2012, section 5); orthogonal times √2, for ReLU (Saxe et al. 2014, section 3).
 */
export const initializations = ['he-fan-in', 'he-fan-out', 'glorot', 'lecun', 'normal-0.01', 'orthogonal'] as const

export type Initialization = (typeof initializations)[number]

/** Numbers that an output is a sum of, and the kernel's pixels times outputs: as PyTorch counts, in a convolution of several groups too. */
export interface Fans {
  readonly fanIn: number
  readonly fanOut: number
}

export type InitialValues =
  /** By the network's rule, times a factor; 1 where it is left out. */
  ({ readonly kind: 'weights'; readonly factor?: number } & Fans) | { readonly kind: 'constant'; readonly value: number }

/** What a layer asks for: its weights times a factor, or all of one value (Fixup, Zhang et al. 2019). */
export type InitialWeights =
  { readonly kind: 'scaled'; readonly factor: number } | { readonly kind: 'constant'; readonly value: number }

/** As the layer asks, or else by the network's rule. */
export function initialWeights(fans: Fans, asked?: InitialWeights): InitialValues {
  if (asked === undefined) return { kind: 'weights', ...fans }
  return asked.kind === 'constant' ? asked : { kind: 'weights', ...fans, factor: asked.factor }
}
