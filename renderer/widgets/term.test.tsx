import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Facts } from './panes'
import { Table } from './table'
import { TermArea, TermText } from './term'

it('makes a link of a term, in any case, and leaves other words alone', () => {
  expect(renderToStaticMarkup(<TermText text="faithfulness" />)).toMatch(
    /^<button type="button" role="link" class="[^"]*">faithfulness<\/button>$/,
  )
  expect(renderToStaticMarkup(<TermText text="Started" />)).toBe('Started')
})

it('explains the terms among facts and the titles of tables without being asked', () => {
  const facts = renderToStaticMarkup(
    <Facts
      facts={[
        ['CPR', '0.9'],
        ['Name', 'x'],
      ]}
    />,
  )
  expect(facts.match(/role="link"/g)).toHaveLength(1)
  const columns = ['Effect', 'Here'].map((title) => ({ id: title, title, cell: () => 1 }))
  const table = renderToStaticMarkup(<Table look="plain" columns={columns} rows={[1]} keyOf={(row) => row} />)
  expect(table.match(/role="link"/g)).toHaveLength(1)
})

it('explains a control without a button of its own', () => {
  const area = renderToStaticMarkup(
    <TermArea text="KL">
      <select aria-label="Metric" />
    </TermArea>,
  )
  expect(area).not.toContain('role="link"')
  expect(area).toContain('<span class=')
})
