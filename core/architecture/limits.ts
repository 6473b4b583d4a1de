/** Limits that keep any file, however hostile, cheap to refuse. */

/** ResNet-1202 has some 4,800 layers with its BN, ReLU and additions. */
export const largestLayers = 40_000
/** 40 GB as float32: beyond any workstation. */
export const largestParameters = 10_000_000_000
/** A design is a few kilobytes; its text is not even parsed above this. */
export const largestFileBytes = 1024 * 1024
