import { CLASS_DASHES, type DrawnClass } from '../../renderer/graph/kept-classes'
import type { EdgeLook } from '../../renderer/graph/looks'
import type { LegendKey } from '../../renderer/views/discover/legend-key'
import type { LegendEntry } from '../svg/legend'
import type { Palette } from '../svg/palette'

/** Which arrowhead goes into the q, k and v of a head. */
export function portEntries(palette: Palette): LegendEntry[] {
  return [
    { kind: 'mark', shape: 'circle', text: 'into q', colour: palette.q },
    { kind: 'mark', shape: 'diamond', text: 'into k', colour: palette.k },
    { kind: 'mark', shape: 'triangle', text: 'into v', colour: palette.v },
  ]
}

/** What the lines mean of which there is at least one. */
export function lineEntries(
  edges: readonly EdgeLook[],
  names: { a: string; b: string } | null,
  palette: Palette,
): LegendEntry[] {
  const kinds = new Set(edges.map(({ kind }) => kind))
  const keys: [EdgeLook['kind'], LegendEntry][] = [
    ['testing', { kind: 'line', text: 'testing', colour: palette.amber, dash: '6 4' }],
    ['undecided', { kind: 'line', text: 'undecided', colour: palette.faint, dash: '1 2' }],
    ['only-a', { kind: 'line', text: `only in ${names?.a ?? 'A'}`, colour: palette.onlyA, dash: '8 5' }],
    ['only-b', { kind: 'line', text: `only in ${names?.b ?? 'B'}`, colour: palette.onlyB, dash: '2 3' }],
    ['both', { kind: 'line', text: 'in both', colour: palette.both }],
  ]
  return keys.filter(([kind]) => kinds.has(kind)).map(([, entry]) => entry)
}

/** The ramp of the edges with its numbers; nothing where no edge has one. */
export function rampEntries(key: LegendKey | null): LegendEntry[] {
  if (!key) return []
  const { colouredBy, blue, low, high, red } = key
  return [{ kind: 'ramp', name: colouredBy, blue, low, high, red }]
}

const CLASS_TEXTS: Record<DrawnClass, string> = {
  core: 'core, in at least 90 % of circuits',
  contingent: 'contingent',
  noise: 'noise, in at most 10 %',
}

/** What dashes of lines and boxes mean where stability was measured. */
export function classEntries(palette: Palette): LegendEntry[] {
  return (['core', 'contingent', 'noise'] as const).map((name) => ({
    kind: 'line',
    text: CLASS_TEXTS[name],
    colour: palette.textFaint,
    dash: CLASS_DASHES[name].join(' ') || undefined,
  }))
}
