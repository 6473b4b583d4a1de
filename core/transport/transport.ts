/** A pipe for messages, whatever carries them: socket, WebSocket, Electron IPC, or a pair in memory. */
export interface Transport {
  /** `message` is plain data; typed arrays arrive as typed arrays. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** The four as in FramePipe. */
  pause(): void
  resume(): void
  unread(): number
  onRead(listener: () => void): void
  onClose(listener: () => void): void
  close(): void
}
