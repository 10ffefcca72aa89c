import { describe, expect, it } from 'vitest'
import { guideSide, sizeScales, type SizeData } from './size-layout'

const SIZE = { width: 400, height: 200 }

/** Three circuits and what they do on their worst prompt. */
function sizeData(values: number[], worst: number[]): SizeData {
  const at = (of: number[]) => of.map((value, i) => ({ edges: 10 * 2 ** i, value }))
  return { points: at(values), worst: at(worst), band: [], guides: [], yIncludes: [0, 1], yNamed: [0, 1] }
}

describe('sizeScales', () => {
  it('always names the values asked for, in place of what has no room beside them', () => {
    const { y } = sizeScales(sizeData([0.6, 0.9, 1], [-2.7, -0.3, 0.5]), SIZE)
    expect(y.ticks).toContain(0)
    expect(y.ticks).toContain(1)
    const at = y.ticks.map(y.at).sort((a, b) => a - b)
    for (let i = 1; i < at.length; i++) expect(at[i] - at[i - 1]).toBeGreaterThanOrEqual(16)
  })
})

describe('guideSide', () => {
  it('is where circuits are far from the text', () => {
    const data = sizeData([0.6, 0.9, 1], [-2.7, -0.3, 0.05])
    const scales = sizeScales(data, SIZE)
    expect(guideSide({ y: 0, text: 'every edge cut' }, data, scales)).toBe('left')
    expect(guideSide({ y: 1, text: 'whole model' }, data, scales)).toBe('left')
    const rising = sizeData([0.02, 0.9, 1], [0.01, 0.5, 0.9])
    expect(guideSide({ y: 0, text: 'every edge cut' }, rising, sizeScales(rising, SIZE))).toBe('right')
  })
})
