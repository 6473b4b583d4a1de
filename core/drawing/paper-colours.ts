/** Colours of drawings on white paper: those of the window's light theme, where a file has no style sheet to ask. */
export const paperColours = {
  paper: '#ffffff',
  line: '#dfe2e6',
  lineStrong: '#b9bec6',
  axis: '#8a919b',
  ink: '#15181c',
  ink2: '#454b54',
  ink3: '#636a74',
  bad: '#b3261e',
  cellLine: '#59616c',
  arc: '#3b424b',
  /** Of cells, by how many channels they have: see `toneOf`. */
  tones: ['#f0f2f4', '#dfe3e8', '#c6ccd4', '#a9b2bd', '#8b95a3', '#6d7887', '#55606f', '#404a58'],
  /** Of runs, by their slots from 1. */
  runs: ['#154696', '#be2a0a', '#1b9977', '#743452', '#b47a1f', '#156f94', '#967bc2', '#6d6454'],
  /** Of values in a matrix, from none to the most. */
  heat: ['#f4f5f6', '#d5dfe9', '#a9c0d6', '#7399bd', '#41719f', '#1f4a78', '#0c2547'],
} as const

/** Dashes of the runs that have a colour again. */
const dashes = ['', '6 3', '2 3', '8 3 2 3'] as const

/** What tells the line of a run: its colour, and from the ninth slot on its dashes. */
export function runStroke(slot: number): { readonly colour: string; readonly dash: string } {
  const { runs } = paperColours
  return {
    colour: runs[(slot - 1) % runs.length] ?? runs[0],
    dash: dashes[Math.floor((slot - 1) / runs.length) % dashes.length] ?? '',
  }
}
