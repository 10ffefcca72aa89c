import type { ModelInfo } from '../../../contract'
import styles from './model.module.css'

const WIDTH = 300
const MOST_HEIGHT = 240
const GAP = 0.18

/** The nodes of the model's graph: a row for each layer, embedding below, logits above. */
export function ShapePicture({ model }: { model: ModelInfo }) {
  const { layers, heads, mlps } = model.shape
  const columns = heads + (mlps ? 1.6 : 0)
  const width = Math.min(34, WIDTH / columns)
  const height = Math.min(20, MOST_HEIGHT / (layers + 2))
  const rows = Array.from({ length: layers }, (_, layer) => layer)
  const totalWidth = columns * width
  const end = Math.min(60, totalWidth)
  return (
    <figure style={{ margin: 0 }}>
      <svg
        className={styles.picture}
        width={totalWidth}
        height={(layers + 2) * height}
        role="img"
        aria-label={`${layers} layers of ${heads} heads${mlps ? ' and an MLP' : ''}`}
      >
        <Cell x={(totalWidth - end) / 2} y={0} width={end} height={height} fill="var(--text-dim)" />
        {rows.map((layer) => (
          <g key={layer} transform={`translate(0 ${(layers - layer) * height})`}>
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
        <Cell
          x={(totalWidth - end) / 2}
          y={(layers + 1) * height}
          width={end}
          height={height}
          fill="var(--text-dim)"
        />
      </svg>
      <figcaption className={styles.pictureNote}>
        {layers} {layers === 1 ? 'layer' : 'layers'} of {heads} heads{mlps ? ' and an MLP' : ', no MLPs'}
      </figcaption>
    </figure>
  )
}

/** Heads that share one key-value head share a shade. */
function headFill({ kvHeads, shape }: ModelInfo, head: number): string {
  const group = Math.floor(head / Math.max(1, shape.heads / kvHeads))
  const isEven = kvHeads === shape.heads || group % 2 === 0
  return `color-mix(in srgb, var(--accent) ${isEven ? 55 : 30}%, var(--raised))`
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
