import { useMemo, useState, type Ref } from 'react'
import type { ExplainedCircuit } from '../../../contract'
import { COLORS, FONTS, GRAPH_COLORS, type Scheme } from '../../theme/tokens'
import { onEnter, type StageSelection } from './picture-parts'
import { layBoxes, type Box } from './role-boxes'
import { layLines, type Line } from './bundle-lines'
import { LABEL_HEIGHT, layLabels, type LineLabel } from './line-labels'
import { bundleEdges, type Bundle } from './role-bundles'
import { RoleBox } from './role-box'
import styles from './role-picture.module.css'

interface RolePictureProps {
  circuit: ExplainedCircuit
  selection: StageSelection
  onSelect: (selection: StageSelection) => void
  scheme: Scheme
  /** The drawing, which the exports take. */
  drawing: Ref<SVGSVGElement>
}

const MARGIN = 18
/** Opacity of lines that do not touch what is looked at. */
const FADED = 0.14
/** Counts are written on the lines where they are few enough to read. */
const MOST_LABELS = 28
/** A line of so many edges is as thick as lines get, where none has more. */
const THICK = 6
/** Few boxes do not fill the view. */
const LARGEST_SCALE = 1.35

/** The circuit with nodes of one role in one box, and one line for all edges between two boxes. */
export function RolePicture({ circuit, selection, onSelect, scheme, drawing }: RolePictureProps) {
  const [hovered, setHovered] = useState<string | null>(null)
  const { groups, nodes, edges } = circuit
  const groupOf = useMemo(
    () => new Map(groups.flatMap(({ id, nodes: members }) => members.map((node) => [node, id] as const))),
    [groups],
  )
  const bundles = useMemo(() => bundleEdges(edges, (node) => groupOf.get(node) ?? null), [edges, groupOf])
  const boxes = useMemo(() => {
    const within = bundles.filter(({ from, to }) => from === to)
    return layBoxes(groups, nodes, new Set(within.map(({ from }) => from)))
  }, [groups, nodes, bundles])
  const boxOf = new Map(boxes.map((box) => [box.id, box]))
  const focus = hovered ?? focusOf(selection, groupOf)
  const isFaded = (bundle: Bundle) =>
    focus !== null && bundle.id !== focus && bundle.from !== focus && bundle.to !== focus
  const lines = useMemo(() => bundles.filter(({ from, to }) => from !== to), [bundles])
  const lineOf = useMemo(() => layLines(lines, boxes), [lines, boxes])
  const labels = useMemo(() => layLabels(lines, lineOf, boxes), [lines, lineOf, boxes])
  const most = Math.max(THICK, ...lines.map((bundle) => bundle.edges.length))
  const labelOf = (bundle: Bundle) =>
    lines.length <= MOST_LABELS || (focus !== null && !isFaded(bundle)) ? labels.get(bundle.id) : undefined
  const view = viewOf(boxes, lineOf)
  return (
    <svg
      ref={drawing}
      className={styles.picture}
      viewBox={`${view.left} ${view.top} ${view.width} ${view.height}`}
      style={{ maxWidth: view.width * LARGEST_SCALE, maxHeight: view.height * LARGEST_SCALE }}
      role="group"
      aria-label="Circuit by roles"
      fontFamily={FONTS.sans}
      onClick={() => onSelect(null)}
    >
      {lines.map((bundle) => (
        <BundleLine
          key={bundle.id}
          bundle={bundle}
          from={boxOf.get(bundle.from)!.title}
          to={boxOf.get(bundle.to)!.title}
          line={lineOf.get(bundle.id)!}
          strength={Math.sqrt(bundle.edges.length / most)}
          isFaded={isFaded(bundle)}
          isSelected={selection?.kind === 'bundle' && selection.bundle === bundle.id}
          scheme={scheme}
          onSelect={() => onSelect({ kind: 'bundle', bundle: bundle.id })}
        />
      ))}
      {lines.map((bundle) => {
        const label = labelOf(bundle)
        return (
          label && (
            <LineCount
              key={bundle.id}
              label={label}
              colour={lineColour(bundle, scheme)}
              isFaded={isFaded(bundle)}
              scheme={scheme}
            />
          )
        )
      })}
      {boxes.map((box) => (
        <RoleBox
          key={box.id}
          box={box}
          group={groups.find(({ id }) => id === box.id) ?? null}
          within={bundles.filter(({ from, to }) => from === box.id && to === box.id)}
          selection={selection}
          onSelect={onSelect}
          onHover={setHovered}
          scheme={scheme}
        />
      ))}
    </svg>
  )
}

function focusOf(selection: StageSelection, groupOf: ReadonlyMap<string, string>): string | null {
  if (selection?.kind === 'group') return selection.group
  if (selection?.kind === 'bundle') return selection.bundle
  return selection ? (groupOf.get(selection.node) ?? null) : null
}

/** All boxes, and the lines that go around them. */
function viewOf(boxes: readonly Box[], lines: ReadonlyMap<string, Line>) {
  const xs = [...lines.values()].flatMap(({ path }) =>
    Array.from(path.matchAll(/(-?[\d.]+) -?[\d.]+/g), ([, x]) => Number(x)),
  )
  const left = Math.min(...xs, ...boxes.map((box) => box.left)) - MARGIN
  const right = Math.max(...xs, ...boxes.map((box) => box.left + box.width)) + MARGIN
  const top = Math.min(...boxes.map((box) => box.top)) - MARGIN
  const bottom = Math.max(...boxes.map((box) => box.top + box.height)) + MARGIN
  return { left, top, width: right - left, height: bottom - top }
}

interface BundleLineProps {
  bundle: Bundle
  from: string
  to: string
  line: Line
  /** 0..1 */
  strength: number
  isFaded: boolean
  isSelected: boolean
  scheme: Scheme
  onSelect: () => void
}

function BundleLine(props: BundleLineProps) {
  const { bundle, from, to, line, strength, isFaded, isSelected, scheme, onSelect } = props
  const { kind, edges } = bundle
  const isPort = kind === 'q' || kind === 'k' || kind === 'v'
  const choose = (event: { stopPropagation: () => void }) => {
    event.stopPropagation()
    onSelect()
  }
  return (
    <g
      className={styles.bundle}
      opacity={isFaded ? FADED : 1}
      role="button"
      tabIndex={0}
      aria-pressed={isSelected}
      aria-label={`${edges.length} ${edges.length === 1 ? 'edge' : 'edges'} from ${from} to ${to}${isPort ? ` (${kind})` : ''}`}
      onClick={choose}
      onKeyDown={onEnter(choose)}
    >
      <path d={line.path} fill="none" stroke="transparent" strokeWidth={12} />
      <path
        d={line.path}
        fill="none"
        stroke={lineColour(bundle, scheme)}
        strokeOpacity={isSelected ? 1 : 0.75}
        strokeWidth={1.2 + 4 * strength + (isSelected ? 1.4 : 0)}
        strokeLinecap="round"
      />
    </g>
  )
}

interface LineCountProps {
  label: LineLabel
  colour: string
  isFaded: boolean
  scheme: Scheme
}

/** How many edges a line is. */
function LineCount({ label, colour, isFaded, scheme }: LineCountProps) {
  const { x, y, width, text } = label
  return (
    <g opacity={isFaded ? FADED : 1} pointerEvents="none">
      <rect
        x={x - width / 2}
        y={y - LABEL_HEIGHT / 2}
        width={width}
        height={LABEL_HEIGHT}
        rx={4}
        fill={COLORS[scheme].canvas}
      />
      <text x={x} y={y + 3.6} textAnchor="middle" fontSize={10} fill={colour}>
        {text}
      </text>
    </g>
  )
}

/** Of q, k and v as in every circuit. */
function lineColour({ kind }: Bundle, scheme: Scheme): string {
  return kind === 'mlp' || kind === 'logits' ? GRAPH_COLORS[scheme].other : COLORS[scheme][kind]
}
