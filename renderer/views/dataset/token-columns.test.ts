import { describe, expect, it } from 'vitest'
import type { CheckedRow, Token } from '../../../contract'
import { tokenColumns, visibleToken } from './token-columns'

const token = (id: number): Token => ({ id, text: `t${id}` })

function checked(
  clean: number[],
  corrupt: number[],
  answerPosition: number,
  startsWithBos = false,
): CheckedRow {
  const differences = clean.flatMap((id, at) => (corrupt[at] !== undefined && corrupt[at] !== id ? [at] : []))
  return {
    clean: clean.map(token),
    corrupt: corrupt.map(token),
    answers: [],
    wrongAnswers: [],
    answerPosition,
    startsWithBos,
    differences,
    problems: [],
    notes: [],
  }
}

describe('tokenColumns', () => {
  it('puts clean and corrupt of one position in one column and marks the difference, BOS and the answer position', () => {
    const columns = tokenColumns(checked([0, 5, 6], [0, 7, 6], 2, true))
    expect(columns.map(({ clean, corrupt }) => [clean?.id, corrupt?.id])).toEqual([
      [0, 0],
      [5, 7],
      [6, 6],
    ])
    expect(columns.map(({ differs }) => differs)).toEqual([false, true, false])
    expect(columns.map(({ isBos }) => isBos)).toEqual([true, false, false])
    expect(columns.map(({ isAnswerPosition }) => isAnswerPosition)).toEqual([false, false, true])
  })

  it('leaves a gap where one text has fewer tokens', () => {
    const columns = tokenColumns(checked([5], [5, 6], 0))
    expect(columns[1]).toMatchObject({ clean: null, corrupt: { id: 6 }, isGap: true })
    expect(tokenColumns(checked([], [], -1))).toEqual([])
  })

  it('marks nothing while one of the two is not typed yet', () => {
    const row = { ...checked([5], [], 0), differences: [0] }
    expect(tokenColumns(row)[0]).toMatchObject({ corrupt: null, differs: false, isGap: false })
  })
})

describe('visibleToken', () => {
  it('shows leading spaces and line breaks', () => {
    expect(visibleToken(' Mary')).toEqual({ leading: '␣', body: 'Mary' })
    expect(visibleToken('  ')).toEqual({ leading: '␣␣', body: '' })
    expect(visibleToken('a\n')).toEqual({ leading: '', body: 'a⏎' })
  })
})
