import { shownNode } from '../../../engine/graph'
import type { ModelInfo } from '../../../contract'
import { formatPlural } from '../../widgets/format'
import styles from './shape-picture.module.css'

const WIDTH = 300
const MOST_HEIGHT = 240
const GAP = 0.18
const END_WIDTH = 56
const END_HEIGHT = 18

/** The nodes of the model's graph: a row for each layer, embedding below, logits above. */
export function ShapePicture({ model }: { model: ModelInfo }) {
  const { layers, heads, mlps } = model.shape
  const text = `${formatPlural(layers, 'layer')} of ${formatPlural(heads, 'head')}${mlps ? ' and an MLP' : ', no MLPs'}`
  const columns = heads + (mlps ? 1.6 : 0)
  const width = Math.min(34, WIDTH / columns)
  const height = Math.min(20, MOST_HEIGHT / layers)
  const rows = Array.from({ length: layers }, (_, layer) => layer)
  const totalWidth = Math.max(columns * width, END_WIDTH)
  const totalHeight = layers * height + 2 * END_HEIGHT
  const left = (totalWidth - columns * width) / 2
  return (
    <figure style={{ margin: 0 }}>
      <svg
        className={styles.picture}
        width={totalWidth}
        height={totalHeight}
        viewBox={`0 0 ${totalWidth} ${totalHeight}`}
        role="img"
        aria-label={text}
      >
        <End x={totalWidth / 2} y={0} name="logits" />
        {rows.map((layer) => (
          <g key={layer} transform={`translate(${left} ${END_HEIGHT + (layers - 1 - layer) * height})`}>
            {Array.from({ length: heads }, (_, head) => (
              <Cell
                key={head}
                x={head * width}
                y={0}
                width={width}
                height={height}
                fill={headFill(model, head)}
              />
            ))}
            {mlps && (
              <Cell
                x={(heads + 0.3) * width}
                y={0}
                width={1.3 * width}
                height={height}
                fill="color-mix(in srgb, var(--k) 45%, var(--raised))"
              />
            )}
          </g>
        ))}
        <End x={totalWidth / 2} y={totalHeight - END_HEIGHT} name={shownNode('input')} />
      </svg>
      <figcaption className={styles.pictureNote}>{text}</figcaption>
    </figure>
  )
}

/** Heads that share one key-value head share a shade. */
function headFill({ kvHeads, shape }: ModelInfo, head: number): string {
  const group = Math.floor(head / Math.max(1, shape.heads / kvHeads))
  const isEven = kvHeads === shape.heads || group % 2 === 0
  return `color-mix(in srgb, var(--accent) ${isEven ? 55 : 30}%, var(--raised))`
}

/** `embed` below and `logits` above the layers. */
function End({ x, y, name }: { x: number; y: number; name: string }) {
  return (
    <>
      <Cell x={x - END_WIDTH / 2} y={y} width={END_WIDTH} height={END_HEIGHT} fill="var(--text-dim)" />
      <text
        className={styles.pictureEnd}
        x={x}
        y={y + END_HEIGHT / 2}
        textAnchor="middle"
        dominantBaseline="central"
      >
        {name}
      </text>
    </>
  )
}

function Cell(props: { x: number; y: number; width: number; height: number; fill: string }) {
  const gapX = props.width * (GAP / 2)
  const gapY = props.height * (GAP / 2)
  return (
    <rect
      x={props.x + Math.min(gapX, 2)}
      y={props.y + gapY}
      width={props.width - 2 * Math.min(gapX, 2)}
      height={props.height - 2 * gapY}
      rx={Math.min(3, props.height / 5)}
      style={{ fill: props.fill }}
    />
  )
}
