/** Two pipes joined: what comes from one goes to the other, at the pace of who reads it. */
import { fallenBehind, type FramePipe } from './frames.ts'

/** Passes frames both ways until one end closes. Where a side does not read, the other is not heard, so that nothing piles up here. */
export function relay(one: FramePipe, other: FramePipe): void {
  pass(one, other)
  pass(other, one)
}

function pass(from: FramePipe, to: FramePipe): void {
  to.onRead(() => from.resume())
  from.onFrame((frame) => {
    to.send(frame)
    if (to.unread() > fallenBehind) from.pause()
  })
  from.onClose(() => to.close())
}
