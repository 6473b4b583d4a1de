/**
 * The first look at each run of a library once it is opened: most are known from library.db, the others are read. Of thousands that takes seconds, so it can
 * be done a little at a time; what was not looked at yet is not shown.
 */
export interface ReadingProgress {
  readonly done: number
  readonly of: number
}

export interface FirstReading {
  /** Looks at runs until `isEnough`, one at least, in the order given; gives whether all have been looked at. */
  readOn(isEnough: () => boolean): boolean
  /** Looks at this one now, where it was not yet: somebody asks for it. */
  readNow(id: string): void
  isUnread(id: string): boolean
  /** Null once all have been looked at. */
  readonly progress: ReadingProgress | null
}

/** `together` does much work on library.db in one go. What `look` gives is done after that: it begins or queues a run. */
export function firstReading(
  ids: readonly string[],
  look: (id: string) => (() => void) | null,
  together: (work: () => void) => void,
): FirstReading {
  const unread = new Set(ids)
  const take = (id: string, after: (() => void)[]): void => {
    // Whatever comes of it: who cannot be looked at is not looked at again and again.
    unread.delete(id)
    const follows = look(id)
    if (follows !== null) after.push(follows)
  }
  return {
    readOn(isEnough) {
      const after: (() => void)[] = []
      together(() => {
        for (const id of unread) {
          take(id, after)
          if (isEnough()) break
        }
      })
      for (const act of after) act()
      return unread.size === 0
    },
    readNow(id) {
      if (!unread.has(id)) return
      const after: (() => void)[] = []
      take(id, after)
      for (const act of after) act()
    },
    isUnread: (id) => unread.has(id),
    get progress() {
      return unread.size === 0 ? null : { done: ids.length - unread.size, of: ids.length }
    },
  }
}
