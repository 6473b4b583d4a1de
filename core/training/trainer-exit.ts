/** Exit codes of a trainer. With 0 the run's outcome stands in its folder; all others say why it may not. */
export const trainerExit = {
  outcomeWritten: 0,
  /** The reason is the log's last line of level error. */
  failed: 1,
  /** Nothing more could be written: the disk is full. */
  diskFull: 3,
  /** Memory ran out; the log's last line of level error says how much fits. */
  outOfMemory: 5,
  /** Another trainer is at work on this run. */
  alreadyRunning: 4,
} as const
