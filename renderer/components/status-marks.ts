/** Marks of states: a glyph for each, and the few that have a colour. */
export type MarkKind =
  | 'finished'
  | 'elsewhere'
  | 'running'
  | 'queued'
  | 'unfinished'
  | 'paused'
  | 'stopped'
  | 'pruned'
  | 'crashed'
  | 'diverged'
  | 'ready'
  | 'missing'
  | 'attention'
  | 'download'
  | 'none'

/** Path data on a 10 by 10 grid. */
export const glyphs: Record<MarkKind, string> = {
  finished: 'm1.5 5.5 2.3 2.3L8.5 2.5',
  ready: 'm1.5 5.5 2.3 2.3L8.5 2.5',
  elsewhere: 'M8.8 1.6v6.8M1.2 5h5.2M4.2 2.8 6.4 5 4.2 7.2',
  running: 'M5 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z',
  queued: 'M5 1.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4ZM5 3.4V5l1.2.8',
  unfinished: 'M5 1.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4Z',
  paused: 'M3.2 2v6M6.8 2v6',
  stopped: 'M2.4 2.4h5.2v5.2H2.4Z',
  pruned: 'M2.4 2.4h5.2v5.2H2.4ZM2.4 7.6l5.2-5.2',
  crashed: 'm2 2 6 6M8 2 2 8',
  diverged: 'M1 8c3 0 4.5-1 5.5-6.5M4 2l2.5-.8L8.4 3',
  missing: 'm2 2 6 6M8 2 2 8',
  download: 'M5 1.2v5.2M2.8 4.4 5 6.6l2.2-2.2M1.6 8.8h6.8',
  attention: 'M5 1.4 9 8.6H1ZM5 4v2.2M5 7.4v.05',
  none: 'M2 5h6',
}
/** Classes that colour the glyph and its word; the rest are secondary ink. */
export const tones: Partial<Record<MarkKind, string>> = {
  running: 'accent',
  download: 'accent',
  crashed: 'bad',
  diverged: 'bad',
  missing: 'bad',
  ready: 'good',
  attention: 'warning',
  queued: 'muted',
  unfinished: 'muted',
  elsewhere: 'muted',
  none: 'muted',
}
