/** Limits that keep any file, however hostile, cheap to refuse, and every count exact. */

/** ResNet-1202 has 4,208 layers with its BN, ReLU and additions. */
export const largestLayers = 40_000
/** 40 GB as float32: beyond any workstation. */
export const largestParameters = 10_000_000_000
/** Numbers held for one image: 40 GB as float32. ResNet-152 has some 60 million. */
export const largestActivations = 10_000_000_000
/** For one image; ResNet-152 has 1.2e10. Counts up to here are exact in JavaScript's numbers. */
export const largestMacs = 1e15
/** Channels of a layer. */
export const largestWidth = 8192
/** Of a stage, as many as the file format takes. */
export const mostBlocks = 1024
/** As many as the file format takes. */
export const mostStages = 64
/** A design is a few kilobytes; its text is not even parsed above this. */
export const largestFileBytes = 1_000_000
/** A design of 64 stages has some 500 values, and stands four deep. */
export const fileLimits = { depth: 16, values: 5000 }
