import type { CircuitGroup } from '../../../contract'
import { COLORS, FONTS, GRAPH_COLORS, type Scheme } from '../../theme/tokens'
import { CHIP_HEIGHT, type Box, type Chip } from './role-boxes'
import type { Bundle } from './role-bundles'
import { onEnter, toneOf, type StageSelection } from './picture-parts'
import styles from './role-box.module.css'

interface RoleBoxProps {
  box: Box
  /** null of the logits. */
  group: CircuitGroup | null
  /** Edges between its own nodes. */
  within: readonly Bundle[]
  selection: StageSelection
  onSelect: (selection: StageSelection) => void
  onHover: (id: string | null) => void
  scheme: Scheme
}

/** The nodes of a group: solid where a person said what they do, dashed where the numbers suggest it. */
export function RoleBox(props: RoleBoxProps) {
  const { box, group, within, selection, onSelect, onHover, scheme } = props
  if (!group) return <EndBox box={box} scheme={scheme} />
  const tone = toneOf(group, scheme)
  const isSelected = selection?.kind === 'group' && selection.group === group.id
  const isSuggested = group.kind === 'role' && group.suggested.length === group.nodes.length
  const inside = within.reduce((sum, { edges }) => sum + edges.length, 0)
  const choose = (event: { stopPropagation: () => void }) => {
    event.stopPropagation()
    onSelect({ kind: 'group', group: group.id })
  }
  return (
    <g
      transform={`translate(${box.left} ${box.top})`}
      onMouseEnter={() => onHover(group.id)}
      onMouseLeave={() => onHover(null)}
    >
      <g
        className={styles.box}
        role="button"
        tabIndex={0}
        aria-pressed={isSelected}
        aria-label={`${group.label}, ${group.nodes.length} ${group.nodes.length === 1 ? 'node' : 'nodes'}`}
        onClick={choose}
        onKeyDown={onEnter(choose)}
      >
        <title>{group.evidence}</title>
        <rect
          width={box.width}
          height={box.height}
          rx={6}
          fill={COLORS[scheme].panel}
          stroke={tone}
          strokeWidth={isSelected ? 2.4 : 1.3}
          strokeDasharray={isSuggested ? '5 4' : undefined}
        />
        <text x={9} y={16} fontSize={11.5} fontWeight={600} fill={COLORS[scheme].text}>
          {box.title}
          {inside > 0 && (
            <tspan fontSize={10} fontWeight={400} fill={COLORS[scheme].textDim} dx={6}>
              {inside} within
            </tspan>
          )}
        </text>
      </g>
      {box.chips.map((chip) => (
        <NodeChip
          key={chip.node}
          chip={chip}
          tone={tone}
          look={lookOf(group, chip.node)}
          isSelected={selection?.kind === 'node' && selection.node === chip.node}
          onSelect={() => onSelect({ kind: 'node', node: chip.node })}
          scheme={scheme}
        />
      ))}
    </g>
  )
}

type ChipLook = 'accepted' | 'suggested' | 'unsaid'

function lookOf(group: CircuitGroup, node: string): ChipLook {
  if (group.kind !== 'role') return 'unsaid'
  return group.suggested.includes(node) ? 'suggested' : 'accepted'
}

interface NodeChipProps {
  chip: Chip
  tone: string
  look: ChipLook
  isSelected: boolean
  onSelect: () => void
  scheme: Scheme
}

function NodeChip({ chip, tone, look, isSelected, onSelect, scheme }: NodeChipProps) {
  const choose = (event: { stopPropagation: () => void }) => {
    event.stopPropagation()
    onSelect()
  }
  const border = look === 'unsaid' ? GRAPH_COLORS[scheme].nodeBorder : tone
  return (
    <g
      className={styles.chip}
      transform={`translate(${chip.left} ${chip.top})`}
      role="button"
      tabIndex={0}
      aria-pressed={isSelected}
      aria-label={look === 'suggested' ? `${chip.text}, suggested` : chip.text}
      onClick={choose}
      onKeyDown={onEnter(choose)}
    >
      <title>{chip.node}</title>
      <rect
        width={chip.width}
        height={CHIP_HEIGHT}
        rx={4}
        fill={GRAPH_COLORS[scheme].node}
        stroke={isSelected ? COLORS[scheme].amber : border}
        strokeWidth={isSelected ? 2.2 : look === 'accepted' ? 1.8 : 1.1}
        strokeDasharray={look === 'suggested' ? '3 2.5' : undefined}
      />
      <text
        x={chip.width / 2}
        y={13.8}
        textAnchor="middle"
        fontSize={10.5}
        fontFamily={FONTS.mono}
        fill={GRAPH_COLORS[scheme].nodeText}
      >
        {chip.text}
      </text>
    </g>
  )
}

function EndBox({ box, scheme }: { box: Box; scheme: Scheme }) {
  return (
    <g transform={`translate(${box.left} ${box.top})`}>
      <rect width={box.width} height={box.height} rx={5} fill={GRAPH_COLORS[scheme].end} />
      <text
        x={box.width / 2}
        y={16}
        textAnchor="middle"
        fontSize={11.5}
        fontWeight={600}
        fill={GRAPH_COLORS[scheme].endText}
      >
        {box.title}
      </text>
    </g>
  )
}
