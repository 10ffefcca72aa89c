import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { SaidProgress } from './said-progress'

it.each([
  [0, 81, ''],
  [7, 81, ''],
  [9, 81, '10 percent of the edges'],
  [16, 81, '10 percent of the edges'],
  [80, 81, '90 percent of the edges'],
  [90, 81, '100 percent of the edges'],
  [0, 0, ''],
])('progress is said by tenths: %i of %i', (done, total, said) => {
  const markup = renderToStaticMarkup(<SaidProgress done={done} total={total} what="the edges" />)
  expect(markup.replace(/<[^>]*>/g, '')).toBe(said)
})
