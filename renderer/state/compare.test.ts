import { beforeEach, expect, it } from 'vitest'
import { addCompared, chooseEdges, compareForm, compareRuns, dropCompared, swapSides } from './compare'
import { updateWorkbench, useWorkbench } from './workbench'

beforeEach(() => {
  updateWorkbench({ view: 'runs', compareA: null, compareB: null })
  compareForm.set({ mode: 'graph', several: [], choices: {} })
})

const shown = () => {
  const { view, compareA, compareB } = useWorkbench.getState()
  return [view, compareA, compareB, compareForm.get().mode]
}

it('two runs are opened as a pair, more beside each other', () => {
  compareRuns(['a', 'b'])
  expect(shown()).toEqual(['compare', 'a', 'b', 'graph'])
  swapSides()
  expect(shown()).toEqual(['compare', 'b', 'a', 'graph'])
  compareRuns(['a', 'b', 'c'])
  expect(shown()).toEqual(['compare', 'a', 'b', 'several'])
  expect(compareForm.get().several).toEqual(['a', 'b', 'c'])
})

it('of many runs the first 24 are shown, and none is added twice', () => {
  const ids = Array.from({ length: 30 }, (_, number) => `r${number}`)
  compareRuns(ids)
  expect(compareForm.get().several).toEqual(ids.slice(0, 24))
  addCompared(compareForm.get().several, 'one more')
  expect(compareForm.get().several).toHaveLength(24)
  dropCompared(compareForm.get().several, 'r3')
  addCompared(compareForm.get().several, 'r4')
  expect(compareForm.get().several).toHaveLength(23)
  addCompared(compareForm.get().several, 'r3')
  expect(compareForm.get().several.at(-1)).toBe('r3')
})

it('the edges of a scored run are those chosen for it, until the choice is taken back', () => {
  chooseEdges('a', { top: 5, by: 'signed' })
  chooseEdges('b', { threshold: 0.1, by: 'absolute' })
  expect(compareForm.get().choices).toEqual({
    a: { top: 5, by: 'signed' },
    b: { threshold: 0.1, by: 'absolute' },
  })
  chooseEdges('a', null)
  expect(Object.keys(compareForm.get().choices)).toEqual(['b'])
})
