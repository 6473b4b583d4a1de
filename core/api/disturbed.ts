/** Whether other programs had so much of the processors during a measurement that the computer looks slower than it is. */
export function isDisturbed({ others }: { /** Their share, 0 to 1. */ readonly others: number }): boolean {
  return others > 0.1
}
