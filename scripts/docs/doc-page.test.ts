import { expect, it } from 'vitest'
import { docPage } from './doc-page'

const page = (markdown: string) => docPage(markdown, ['methods', 'prompt-files'])

it('gives headings the ids of GitHub, and lists them', () => {
  const { title, sections, ids } = page('# Methods: each\n## Where `a` looks\n### And why\n## And why')
  expect(title).toBe('Methods: each')
  expect(sections).toEqual([
    { id: 'where-a-looks', text: 'Where a looks', level: 2 },
    { id: 'and-why', text: 'And why', level: 3 },
    { id: 'and-why-1', text: 'And why', level: 2 },
  ])
  expect(ids).toContain('methods-each')
})

it('gives definitions and rows of tables ids to go to', () => {
  const { html, ids } = page(
    '- **AtP\\*** (2024): x\n- **Completeness**, minimality\n\n| role | x |\n|---|---|\n| `name-mover` | y |',
  )
  expect(ids).toEqual(['atp', 'completeness', 'name-mover'])
  expect(html).toContain('<td id="name-mover">')
})

it('follows links to pages that there are, and keeps the text of others', () => {
  const { html } = page(
    '[a](methods.md#acdc) [b](prompt-files.md) [c](#here) [d](../fixtures/README.md) [e](gone.md)',
  )
  expect(html).toContain('<a href="#acdc" data-page="methods" data-section="acdc">a</a>')
  expect(html).toContain('data-page="prompt-files" data-section="">b</a>')
  expect(html).toContain('data-page="" data-section="here">c</a>')
  expect(html).toContain(' d e</p>')
})

it('passes no HTML of a page on', () => {
  expect(page('x <script>alert(1)</script>\n\n<b>y</b>').html).not.toMatch(/<(script|b)>/)
})
