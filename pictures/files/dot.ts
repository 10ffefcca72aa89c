import { gridLayout } from '../../renderer/graph/layout'
import { rampRgb } from '../../renderer/graph/ramp'
import type { LiveRun } from '../../renderer/state/live-run'
import { descriptionLines, type Description } from '../describe/description'
import type { Field, GraphData } from './graph-data'

const POINTS_PER_PX = 0.75

/**
 * A graph in Graphviz' language: `dot` ranks it by its edges, `neato -n` keeps the positions that the interface has. The
 * description is its label and, in full, a comment.
 */
export function dotFile({ nodes, edges }: GraphData, { graph }: LiveRun, description: Description): string {
  const { nodes: laidOut } = gridLayout(graph)
  const at = new Map(laidOut.map(({ name, position }) => [name, position]))
  const lines = [
    ...descriptionLines(description).map((line) => `// ${oneLine(line)}`),
    'digraph circuit {',
    `  graph [label=${quoted(description.title)}, labelloc=t, rankdir=BT, fontname="Inter,Helvetica,sans-serif"];`,
    '  node [shape=box, style=rounded, fontname="Inter,Helvetica,sans-serif"];',
    '  edge [arrowsize=0.6];',
    ...nodes.map(({ name, fields }) => {
      const { x, y } = at.get(name)!
      const pos = `${(x * POINTS_PER_PX).toFixed(1)},${(-y * POINTS_PER_PX).toFixed(1)}`
      return `  ${quoted(name)} ${attributes({ ...fields, pos, tooltip: name })};`
    }),
    ...edges.map(({ name, sender, receiver, share, fields }) => {
      const { label, ...rest } = fields
      const look = { color: hex(share), penwidth: Number((1 + 3 * Math.sqrt(Math.abs(share))).toFixed(2)) }
      return `  ${quoted(sender)} -> ${quoted(receiver)} ${attributes({ id: name, tooltip: label, ...look, ...rest })};`
    }),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function attributes(fields: Record<string, Field>): string {
  const written = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${typeof value === 'string' ? quoted(value) : String(value)}`],
  )
  return `[${written.join(', ')}]`
}

/** In a quoted string only `"` ends it; a backslash would begin an escape. */
function quoted(text: string): string {
  return `"${oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

function hex(share: number): string {
  return `#${rampRgb(share, 'light')
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`
}
