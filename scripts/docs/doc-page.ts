import GithubSlugger, { slug } from 'github-slugger'
import { Marked, type Token, type Tokens } from 'marked'
import type { DocPage } from '../../renderer/help/doc-names.ts'

/**
 * Markdown of our own docs as HTML. Headings have the ids that they have on GitHub. Links between pages become
 * `data-page` and `data-section`, which the interface follows; links to files that the program does not ship with, and
 * pictures, are left as their text.
 *
 * @param pages Names of the pages that can be linked to, without `.md`.
 */
export function docPage(markdown: string, pages: readonly string[]): DocPage {
  const page: DocPage = { title: '', html: '', sections: [], ids: [] }
  const slugger = new GithubSlugger()
  const add = (id: string) => {
    if (page.ids.includes(id)) return ''
    page.ids.push(id)
    return ` id="${id}"`
  }
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = plainText(tokens)
        const id = slugger.slug(text)
        if (depth === 1) page.title = text
        else page.sections.push({ id, text, level: depth })
        return `<h${depth}${add(id)}>${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      listitem({ tokens }) {
        const id = leadOf(tokens)
        return `<li${id === null ? '' : add(id)}>${this.parser.parse(tokens)}</li>\n`
      },
      tablecell({ tokens, header, align }) {
        const tag = header ? 'th' : 'td'
        const id = tokens.length === 1 && tokens[0].type === 'codespan' ? slug(textOf(tokens[0])) : null
        const aligned = align ? ` style="text-align:${align}"` : ''
        return `<${tag}${id === null ? '' : add(id)}${aligned}>${this.parser.parseInline(tokens)}</${tag}>\n`
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        if (href.startsWith('https://'))
          return `<a href="${escaped(href)}" target="_blank" rel="noreferrer">${text}</a>`
        const [, name, section = ''] = /^(?:([\w-]+)\.md)?(?:#(.*))?$/.exec(href) ?? []
        if (name === undefined ? section === '' : !pages.includes(name)) return text
        return `<a href="#${section}" data-page="${name ?? ''}" data-section="${escaped(section)}">${text}</a>`
      },
      image: ({ text }) => `<em>${escaped(text)}</em>`,
      html: ({ text }) => escaped(text),
    },
  })
  page.html = marked.parse(markdown, { async: false })
  return page
}

/** The bold words that a definition begins with, as an id. */
function leadOf(tokens: readonly Token[]): string | null {
  const [first] = tokens
  if (!first) return null
  if (first.type === 'strong') return slug(textOf(first).replace(/[:.]$/, ''))
  return first.type === 'text' && 'tokens' in first ? leadOf(first.tokens ?? []) : null
}

function plainText(tokens: readonly Token[]): string {
  return tokens.map(textOf).join('')
}

function textOf(token: Token): string {
  const { tokens } = token as Partial<Tokens.Text>
  return tokens ? plainText(tokens) : 'text' in token ? String(token.text) : token.raw
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
