/** What set-up found and fetched, as runtime.json in its folder: read by trainers, the system report, and the next set-up. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '../../core/files/durable.ts'
import { runtime } from './places.ts'

export type TensorFlowFacts =
  | { kind: 'native'; version: string; variant: 'cpu' | 'gpu'; libraryFolders: string[] }
  | { kind: 'missing'; reason: string; remedy: string }

export type ElectronFacts =
  /** The current release, or the old build that is for evaluation only. */
  { kind: 'release' | 'evaluation'; version: string; executable: string } | { kind: 'missing'; reason: string; remedy: string }

/** Our own kernels; `version` differs where their sources do. */
export type KernelFacts = { kind: 'compiled'; version: string } | { kind: 'missing'; reason: string; remedy: string }

export interface RuntimeFacts {
  tensorflow?: TensorFlowFacts
  kernels?: KernelFacts
  electron?: ElectronFacts
  /** For each stage, what it was last done with; another value means that it has to be done again. */
  stamps: Record<string, string>
}

const file = join(runtime, 'runtime.json')

/** What is known; nothing after a first clone, or when the file is damaged, so that every stage is done again. */
export function readFacts(): RuntimeFacts {
  if (!existsSync(file)) return { stamps: {} }
  try {
    const facts = JSON.parse(readFileSync(file, 'utf8')) as Partial<RuntimeFacts>
    return { ...facts, stamps: facts.stamps ?? {} }
  } catch {
    return { stamps: {} }
  }
}

/** Remembers what a stage found. */
export function remember(found: Omit<RuntimeFacts, 'stamps'>): void {
  write({ ...readFacts(), ...found })
}

/** Whether a stage was done with this. */
export function isDone(stage: string, stamp: string): boolean {
  return readFacts().stamps[stage] === stamp
}

/** Remembers what a stage was done with. */
export function markDone(stage: string, stamp: string): void {
  const facts = readFacts()
  write({ ...facts, stamps: { ...facts.stamps, [stage]: stamp } })
}

function write(facts: RuntimeFacts): void {
  mkdirSync(runtime, { recursive: true })
  writeDurably(file, JSON.stringify(facts, null, 2) + '\n')
}
