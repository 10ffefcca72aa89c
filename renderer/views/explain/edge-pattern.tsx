import { useMemo, useState } from 'react'
import type { EdgeOnPrompt } from '../../../contract'
import { shownEdgeName } from '../../../engine/graph'
import { attentionDecimals, formatAttention } from '../../widgets/format'
import { AttentionMap, nameOf, type Look } from './attention-map'
import { Figure } from './figure'
import styles from './edge-pattern.module.css'

interface EdgePatternProps {
  pattern: NonNullable<EdgeOnPrompt['pattern']>
  name: string
  tokens: readonly string[]
}

/** Three of them are beside each other. */
const SIDE_PX = 200

/** Where the receiving head looks, and where it looks with this edge alone cut: one map where that is the same. */
export function EdgePattern({ pattern, name, tokens }: EdgePatternProps) {
  const [look, setLook] = useState<Look | null>(null)
  const { before, after } = pattern
  const change = useMemo(() => after.map((value, i) => value - before[i]), [before, after])
  const isChanged = change.some((value) => value !== 0)
  const maps = [
    { title: isChanged ? 'As it is' : 'As it is, and with the edge cut', values: before },
    ...(isChanged
      ? [
          { title: 'Edge cut', values: after },
          { title: 'Change', values: change, isDifference: true },
        ]
      : []),
  ]
  const cell = look && look.query * tokens.length + look.key
  return (
    <Figure
      title="Attention of the receiver"
      note={
        look && cell !== null
          ? `${nameOf(tokens, look.query)} → ${nameOf(tokens, look.key)}: ${bothText(before[cell], after[cell])}`
          : 'point at a cell for both numbers'
      }
      data={{
        name: `pattern ${name}`,
        csv: () => [
          ['query', 'key', 'as it is', 'edge cut'],
          ...Array.from(before, (value, i) => [
            Math.floor(i / tokens.length),
            i % tokens.length,
            value,
            after[i],
          ]),
        ],
        json: () => ({ edge: name, tokens, ...pattern }),
      }}
    >
      <div className={styles.maps}>
        {maps.map(({ title, values, isDifference }) => (
          <div key={title} className={styles.map}>
            <h4>{title}</h4>
            <AttentionMap
              values={values}
              isDifference={isDifference}
              tokens={tokens}
              label={`Attention of the receiver of ${shownEdgeName(name)}, ${title}`}
              chosen={look}
              onHover={setLook}
              onChoose={setLook}
              sidePx={SIDE_PX}
            />
          </div>
        ))}
      </div>
    </Figure>
  )
}

/** `0.41, with the edge cut 0.38`; more decimals where two would not show the change. */
function bothText(before: number, after: number): string {
  const decimals = attentionDecimals(before, after)
  return `${formatAttention(before, decimals)}, with the edge cut ${formatAttention(after, decimals)}`
}
