/** How much of what a paper trained a study trains: it stays in the study's name. */
export const scales = ['glance', 'short', 'paper'] as const
export type Scale = (typeof scales)[number]

export const scaleWords: Readonly<Record<Scale, string>> = {
  glance: 'a glance: minutes a run',
  short: 'short: an evening for small networks',
  paper: 'as published: days',
}
