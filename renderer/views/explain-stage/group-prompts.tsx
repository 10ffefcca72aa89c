import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { shownNode } from '../../../engine/graph'
import { showHeadPanel } from '../../state/explain'
import { VirtualRows } from '../../widgets/virtual-rows'
import type { GroupCardProps } from './stage-data'
import styles from './group-prompts.module.css'
import {
  groupValues,
  meanValue,
  measuresOf,
  measureText,
  nodeValues,
  promptsByValue,
  promptTitle,
  type NodeMeasure,
} from './group-values'

const ROW_PX = 24
const MOST_ROWS = 9

/** The prompts that a group's numbers are of, the lowest first; each leads to the group's head that matters most there. */
export function GroupPrompts({ data, group, node }: GroupCardProps) {
  const { summary, opened, source } = data
  const [chosen, setChosen] = useState<NodeMeasure | null>(null)
  const nodes = useMemo(
    () => (node !== null && group.nodes.includes(node) ? [node] : group.nodes),
    [group.nodes, node],
  )
  const measures = useMemo(() => measuresOf(nodes, summary), [nodes, summary])
  const wanted = chosen ?? group.keyScore
  const measure = measures.find(({ value }) => value === wanted)?.value ?? measures[0]?.value
  const values = useMemo(
    () => (measure ? groupValues(nodes, measure, summary) : new Float64Array()),
    [nodes, measure, summary],
  )
  const prompts = useMemo(() => promptsByValue(values), [values])
  if (!measure) return <p className="dim">No number here is defined on these prompts.</p>
  const heads = nodes.filter((each) => summary.heads.includes(each))
  const open = (prompt: number) => {
    const head = strongestOf(heads, prompt)
    if (head) showHeadPanel({ source, head, prompt })
  }
  const strongestOf = (candidates: readonly string[], prompt: number) => {
    const sizes = candidates.map((head) => Math.abs(nodeValues(head, measure, summary)[prompt]))
    const most = Math.max(...sizes.filter((size) => !Number.isNaN(size)))
    return candidates[sizes.indexOf(most)]
  }
  return (
    <section className={styles.prompts} aria-label={`Prompts of ${group.label}`}>
      <header className={styles.head}>
        <NativeSelect
          size="xs"
          aria-label="Number by prompt"
          value={measure}
          data={measures}
          onChange={(event) => setChosen(event.currentTarget.value as NodeMeasure)}
        />
        <span className="dim">
          {nodes.length === 1
            ? shownNode(nodes[0])
            : measure === 'attribution'
              ? 'together'
              : 'mean of the nodes'}
          , {prompts.length} of {opened.prompts.length} prompts, lowest first; mean{' '}
          {measureText(meanValue(values), measure)}
        </span>
      </header>
      <VirtualRows
        count={prompts.length}
        keyOf={(row) => prompts[row]}
        rowHeight={ROW_PX}
        overscan={8}
        mostRows={MOST_ROWS}
        box={{ role: 'list', 'aria-label': 'By prompt' }}
        row={(row) => {
          const prompt = prompts[row]
          const title = promptTitle(opened, prompt)
          return (
            <button
              type="button"
              className={styles.prompt}
              title={title}
              disabled={heads.length === 0}
              onClick={() => open(prompt)}
            >
              <span>{title}</span>
              <span>{measureText(values[prompt], measure)}</span>
            </button>
          )
        }}
      />
    </section>
  )
}
