import type { NodeRole } from '../../contract'
import { shownNode, type ComputationalGraph } from '../../engine/graph'
import type { NodeClasses } from '../../renderer/graph/kept-classes'
import { drawnArcs, type LayerArc } from '../../renderer/graph/layer-arcs'
import { NODE_HEIGHT, type GridLayout, type PlacedNode } from '../../renderer/graph/layout'
import type { EdgeLook } from '../../renderer/graph/looks'
import { nodeDash } from '../../renderer/graph/node-paint'
import { nodeStates, type NodeState } from '../../renderer/graph/node-states'
import { EdgeLines } from '../../renderer/graph/scene'
import { ARC_DEPTH } from '../../renderer/graph/viewport'
import { FONT_SIZES, ROLE_TONES } from '../../renderer/theme/tokens'
import type { Drawing } from '../svg/drawing'
import type { LegendEntry } from '../svg/legend'
import { escaped, tag } from '../svg/markup'
import type { Palette } from '../svg/palette'
import { drawEdge } from './edge-drawing'

export interface CircuitOnPaper {
  graph: ComputationalGraph
  layout: GridLayout
  /** What is drawn: the same list as the canvas has. */
  edges: readonly EdgeLook[]
  /** Undecided edges from layer to layer, where they are not drawn one by one. */
  arcs?: readonly LayerArc[]
  roles?: readonly NodeRole[]
  /** How often circuits of other samples have each node, where that was measured. */
  classes?: NodeClasses
  /** The number of an edge, said where a pointer rests on it. */
  describe?: (edge: number) => string
}

const MARGIN_PX = 16

/** The circuit as it is on the canvas, as vectors: layers, nodes with their roles, curves with their arrowheads. */
export function circuitDrawing(
  circuit: CircuitOnPaper,
  legend: readonly LegendEntry[],
  palette: Palette,
): Drawing {
  const { graph, layout, edges, arcs = [] } = circuit
  const bounds = boundsOf(layout, arcs.length > 0)
  const states = nodeStates(graph, edges)
  const testing = edges.find(({ kind }) => kind === 'testing')
  const halo = testing && graph.receivers[graph.edgeReceiver[testing.edge]].node
  const roles = new Map(circuit.roles?.map((role) => [role.node, role]))
  const dashOf = (name: string) =>
    nodeDash({
      state: states.get(name) ?? 'idle',
      keptClass: circuit.classes ? (circuit.classes.get(name) ?? 'noise') : null,
    })
  const drawNodes = (isIdle: boolean) =>
    layout.nodes
      .filter(({ name, kind }) => (stateOf(states, name, kind) === 'idle') === isIdle)
      .map((node) =>
        drawNode(
          node,
          stateOf(states, node.name, node.kind),
          roles.get(node.name),
          { isTested: node.name === halo, dash: dashOf(node.name) },
          palette,
        ),
      )
  const body = tag(
    'g',
    { transform: `translate(${-bounds.left} ${-bounds.top})` },
    drawArcs(layout, arcs, palette),
    ...layout.bands.map((band) => drawBand(band, layout.left, palette)),
    ...drawNodes(true),
    ...new EdgeLines(graph, layout).of(edges, palette.scheme).map((edge) => drawEdge(circuit, edge)),
    ...drawNodes(false),
  )
  return { width: bounds.right - bounds.left, height: bounds.bottom - bounds.top, body, legend }
}

function stateOf(states: ReadonlyMap<string, NodeState>, name: string, kind: PlacedNode['kind']): NodeState {
  const state = states.get(name) ?? 'idle'
  return state === 'idle' && (kind === 'input' || kind === 'logits') ? 'open' : state
}

function boundsOf(layout: GridLayout, withArcs: boolean) {
  const { nodes, bands } = layout
  const halves = nodes.map(({ position, width }) => [position.x - width / 2, position.x + width / 2])
  const ofBands = bands.map(({ center, width }) => center.x + width / 2)
  const ys = nodes.map(({ position }) => position.y)
  const heights = bands.flatMap(({ center, height }) => [center.y - height / 2, center.y + height / 2])
  const ofLabels = bands.length > 0 ? [layout.left - 46 - (withArcs ? ARC_DEPTH : 0)] : []
  return {
    left: Math.floor(Math.min(...halves.map(([left]) => left), ...ofLabels)) - MARGIN_PX,
    right: Math.ceil(Math.max(...halves.map(([, right]) => right), ...ofBands)) + MARGIN_PX,
    top: Math.floor(Math.min(...ys.map((y) => y - NODE_HEIGHT / 2), ...heights)) - MARGIN_PX,
    bottom: Math.ceil(Math.max(...ys.map((y) => y + NODE_HEIGHT / 2), ...heights)) + MARGIN_PX,
  }
}

function drawBand(
  { layer, center, width, height }: GridLayout['bands'][number],
  left: number,
  palette: Palette,
): string {
  return (
    tag('rect', { x: center.x - width / 2, y: center.y - height / 2, width, height, fill: palette.band }) +
    tag(
      'text',
      {
        x: left - 14,
        y: center.y + 4,
        'text-anchor': 'end',
        'font-size': FONT_SIZES.caption,
        'font-weight': 500,
        fill: palette.idleText,
      },
      `L${layer}`,
    )
  )
}

function drawArcs(layout: GridLayout, arcs: readonly LayerArc[], palette: Palette): string {
  if (arcs.length === 0 || layout.bands.length === 0) return ''
  const { x, paths, levels } = drawnArcs(layout, arcs)
  return tag(
    'g',
    { fill: 'none', stroke: palette.textFaint, 'stroke-linecap': 'round' },
    ...paths.map(({ d, width }) => tag('path', { d, 'stroke-width': width, opacity: 0.34 })),
    ...levels.map((y) => tag('circle', { cx: x, cy: y, r: 2, fill: palette.textFaint, stroke: 'none' })),
  )
}

/** The share of a node's height that the strip of its role takes. */
const ROLE_SHARE = 0.24

function drawNode(
  node: PlacedNode,
  state: NodeState,
  role: NodeRole | undefined,
  { isTested, dash }: { isTested: boolean; dash: readonly number[] },
  palette: Palette,
): string {
  const { fill, border, borderPx, text, weight } = nodeLook(node, state, palette)
  const { x, y } = node.position
  const isIdle = state === 'idle'
  const box = { x: x - node.width / 2, y: y - NODE_HEIGHT / 2, width: node.width, height: NODE_HEIGHT, rx: 4 }
  const opacity = isIdle && !role ? 0.55 : undefined
  return tag(
    'g',
    {},
    tag('title', {}, escaped(role ? `${node.name}: ${role.label}` : node.name)),
    isTested ? tag('rect', { ...grown(box, 4), fill: palette.amber, opacity: 0.3 }) : '',
    tag('rect', { ...box, fill, 'fill-opacity': opacity }),
    role ? roleStrip(box, ROLE_TONES[palette.scheme][role.colour]) : '',
    tag('rect', {
      ...box,
      fill: 'none',
      stroke: isTested ? palette.amber : border,
      'stroke-width': isTested ? 2 : borderPx,
      'stroke-opacity': isIdle && !isTested ? 0.6 : undefined,
      'stroke-dasharray': dash.join(' ') || undefined,
    }),
    tag(
      'text',
      {
        x,
        y: y + 3.7,
        'text-anchor': 'middle',
        'font-size': FONT_SIZES.caption,
        'font-weight': weight,
        fill: text,
      },
      escaped(shownNode(node.name)),
    ),
  )
}

function nodeLook({ kind }: PlacedNode, state: NodeState, palette: Palette) {
  if (kind === 'input' || kind === 'logits')
    return { fill: palette.end, border: palette.end, borderPx: 1, text: palette.endText, weight: 600 }
  const isMlp = kind === 'mlp'
  const isLive = state === 'live'
  return {
    fill: isMlp ? palette.mlp : palette.node,
    border: isMlp ? palette.mlpBorder : isLive ? palette.liveBorder : palette.nodeBorder,
    borderPx: isLive ? (isMlp ? 1.6 : 1.4) : 1,
    text: state === 'idle' ? palette.idleText : palette.nodeText,
    weight: isLive ? 600 : 500,
  }
}

interface Box {
  x: number
  y: number
  width: number
  height: number
  rx: number
}

/** The strip of a role along the lower side of a box, with the box's own corners. */
function roleStrip({ x, y, width, height, rx }: Box, fill: string): string {
  const strip = height * ROLE_SHARE
  const d = `M${x} ${y + height - strip}h${width}v${strip - rx}a${rx} ${rx} 0 0 1 ${-rx} ${rx}h${2 * rx - width}a${rx} ${rx} 0 0 1 ${-rx} ${-rx}Z`
  return tag('path', { d, fill })
}

function grown({ x, y, width, height, rx }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by, rx: rx + by }
}
