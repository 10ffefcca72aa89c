import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { shownNode } from '../../../engine/graph'
import { Strip } from '../../plots/strip'
import { showHeadPanel } from '../../state/explain'
import { VirtualRows } from '../../widgets/virtual-rows'
import { acceptGroup, suggestionFor } from './accept-group'
import type { GroupCardProps } from './stage-data'
import styles from './group-members.module.css'
import { domainOf, meanValue, measureText, nodeValues, type NodeMeasure } from './group-values'

const ROW_PX = 26
const MOST_ROWS = 12

/** Each node of a group: its mean, its spread over the prompts, and what is suggested of it. */
export function GroupMembers({ data, group, node: selected, onSelect }: GroupCardProps) {
  const { summary, suggested, opened, source } = data
  const measure: NodeMeasure = group.keyScore ?? 'attribution'
  const rows = useMemo(
    () => group.nodes.map((node) => ({ node, values: nodeValues(node, measure, summary) })),
    [group.nodes, measure, summary],
  )
  const domain = useMemo(
    () =>
      domainOf(
        rows.map(({ values }) => values),
        measure,
      ),
    [rows, measure],
  )
  const isHead = (node: string) => summary.heads.includes(node)
  return (
    <div className={styles.members}>
      <VirtualRows
        count={rows.length}
        keyOf={(row) => rows[row].node}
        rowHeight={ROW_PX}
        overscan={8}
        mostRows={MOST_ROWS}
        box={{ role: 'list', 'aria-label': `Nodes of ${group.label}` }}
        row={(at) => {
          const { node, values } = rows[at]
          const suggestion = suggestionFor(group, node, suggested)
          return (
            <div className={styles.member} data-selected={node === selected || undefined}>
              <button
                type="button"
                className={styles.node}
                title={isHead(node) ? `Explain ${node}` : node}
                onClick={() =>
                  isHead(node) ? showHeadPanel({ source, head: node }) : onSelect({ kind: 'node', node })
                }
              >
                {shownNode(node)}
              </button>
              <span className={styles.value}>{measureText(meanValue(values), measure)}</span>
              <Strip
                values={values}
                domain={domain}
                marked={-1}
                width={120}
                label={`${shownNode(node)} on each prompt`}
              />
              <span className={styles.said} title={suggestion?.sentence}>
                {suggestion?.confidence === 'weak' ? 'weak' : ''}
              </span>
              {group.suggested.includes(node) && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={opened.model.hash === null}
                  aria-label={`Accept ${shownNode(node)} as ${group.label}`}
                  onClick={() => void acceptGroup(opened, group, suggested, [node])}
                >
                  Accept
                </Button>
              )}
            </div>
          )
        }}
      />
    </div>
  )
}
