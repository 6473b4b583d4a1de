/**
 * Designs as earlier versions wrote them, in files, runs and checkpoints of people: brought to this version, field by field. Whatever is no such
 * design stays as it is: the schema says what is wrong with it.
 */
import { formatVersion } from './format-version.ts'

export function inThisVersion(value: unknown): unknown {
  if (!isRecord(value) || value['version'] !== 1) return value
  const { stem, head } = value
  return {
    ...value,
    version: formatVersion,
    // Version 1 had one kind of stem and one kind of head, which needed no name.
    ...(isRecord(stem) && { stem: { kind: 'conv', ...stem } }),
    ...(isRecord(head) && { head: { kind: 'linear', ...head } }),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
