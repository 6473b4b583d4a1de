/** What every pipe has, whatever goes through it. */
export interface Flow {
  /** Hands over nothing further until `resume`: it waits with the other side, where the carrier can hold it back. */
  pause(): void
  resume(): void
  /** Bytes that were sent and that the other side has not read. */
  unread(): number
  /** Called whenever the other side has read all after it had fallen behind. */
  onRead(listener: () => void): void
  /** Called once, also when the pipe is closed already. */
  onClose(listener: () => void): void
  close(): void
}

/** A pipe for messages, whatever carries them: socket, WebSocket, Electron IPC, or a pair in memory. */
export interface Transport extends Flow {
  /** `message` is plain data; typed arrays arrive as typed arrays. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}
