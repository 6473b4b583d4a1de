/**
 * What a MessagePack frame claims to hold, checked before anything is made of it. The decoder makes an array as long as its header says
 * before it has seen an element, so a header of five bytes can cost gigabytes; here every element that is claimed must be there.
 */

/** Deeper than anything the contract has: a run's recipe in a list in a reply is nine. */
const deepest = 32
/** A library of ten thousand runs is a tenth of it. Without typed arrays, which count as one. */
const mostValues = 4_000_000

/** Throws a RangeError unless the bytes are one whole MessagePack value of at most so many values, nested at most so deep. */
export function checkFrame(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  /** Values still to come in each container that is open, outermost first; the frame itself holds one. */
  const open = [1]
  /** The sum of `open`: each of them takes a byte at least. */
  let awaited = 1
  let seen = 0
  let at = 0
  while (open.length > 0) {
    const inner = open.length - 1
    const left = open[inner] ?? 0
    if (left === 0) {
      open.pop()
      continue
    }
    open[inner] = left - 1
    awaited -= 1
    seen += 1
    // Reading beyond the end throws a RangeError by itself.
    const head = view.getUint8(at)
    const { size, values } = part(view, at, head)
    at += size
    awaited += values
    if (at + awaited > bytes.byteLength) throw new RangeError('The frame ends before all that it claims to hold.')
    if (seen + awaited > mostValues) throw new RangeError(`The frame holds more than ${mostValues} values.`)
    if (values === 0) continue
    if (open.length > deepest) throw new RangeError(`The frame is nested more than ${deepest} deep.`)
    open.push(values)
  }
  if (at !== bytes.byteLength) throw new RangeError('The frame goes on after its end.')
}

/** Bytes of a value without what it contains, and how many values it contains. */
interface Part {
  readonly size: number
  readonly values: number
}

const flat = (size: number): Part => ({ size, values: 0 })

/** Sizes of the heads 0xc0 to 0xdf that say nothing of their length; 0 for the others. See the format's own table. */
const fixedSizes = [1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 5, 9, 2, 3, 5, 9, 2, 3, 5, 9, 3, 4, 6, 10, 18, 0, 0, 0, 0, 0, 0, 0]

function part(view: DataView, at: number, head: number): Part {
  if (head < 0x80 || head >= 0xe0) return flat(1)
  if (head < 0x90) return { size: 1, values: 2 * (head & 0x0f) }
  if (head < 0xa0) return { size: 1, values: head & 0x0f }
  if (head < 0xc0) return flat(1 + (head & 0x1f))
  const fixed = fixedSizes[head - 0xc0] ?? 0
  if (fixed > 0) return flat(fixed)
  switch (head) {
    case 0xc4:
    case 0xd9:
      return flat(2 + view.getUint8(at + 1))
    case 0xc5:
    case 0xda:
      return flat(3 + view.getUint16(at + 1))
    case 0xc6:
    case 0xdb:
      return flat(5 + view.getUint32(at + 1))
    case 0xc7:
      return flat(3 + view.getUint8(at + 1))
    case 0xc8:
      return flat(4 + view.getUint16(at + 1))
    case 0xc9:
      return flat(6 + view.getUint32(at + 1))
    case 0xdc:
      return { size: 3, values: view.getUint16(at + 1) }
    case 0xdd:
      return { size: 5, values: view.getUint32(at + 1) }
    case 0xde:
      return { size: 3, values: 2 * view.getUint16(at + 1) }
    case 0xdf:
      return { size: 5, values: 2 * view.getUint32(at + 1) }
    default:
      throw new RangeError('The frame is not MessagePack.')
  }
}
