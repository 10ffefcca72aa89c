/**
 * Rotary position embedding as three tables: rotated = x * cos + (x @ quarterTurn) * sin.
 * Half-split pairs (Hugging Face convention): dimension i < dims/2 turns with i + dims/2, by the angle
 * pos * theta^(-2i/dims). Dimensions from `dims` on stay as they are. The angles are computed in
 * float64 and rounded once.
 */
export interface RotaryTables {
  /** [pos, dHead] */
  cos: number[]
  sin: number[]
  /** [dHead, dHead]; entries 0, 1, -1, so the product is exact */
  quarterTurn: number[]
}

export function rotaryTables(
  length: number,
  dHead: number,
  { dims, theta }: { dims: number; theta: number },
): RotaryTables {
  const half = dims / 2
  const angle = (position: number, i: number) => position * theta ** ((-2 * (i % half)) / dims)
  const table = (value: (position: number, i: number) => number) =>
    Array.from({ length: length * dHead }, (_, at) => value(Math.floor(at / dHead), at % dHead))
  const quarterTurn = new Array<number>(dHead * dHead).fill(0)
  for (let i = 0; i < half; i++) {
    quarterTurn[(i + half) * dHead + i] = -1
    quarterTurn[i * dHead + i + half] = 1
  }
  return {
    cos: table((position, i) => (i < dims ? Math.cos(angle(position, i)) : 1)),
    sin: table((position, i) => (i < dims ? Math.sin(angle(position, i)) : 0)),
    quarterTurn,
  }
}
