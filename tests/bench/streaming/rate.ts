/** Six times what the product promises for: ten minutes bring the points of an hour. */
export const stepsASecond = 6 * 20
