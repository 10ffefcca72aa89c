import { isNode, lineAt, visit, type SourceFile, type SyntaxNode } from './syntax.ts'

/** Something that a person reads in a file. */
export interface Text {
  /** A name is split into its words: `rowOfSite` is `row of site`. */
  words: string
  kind: 'comment' | 'string' | 'name' | 'prose'
  /** Where it begins. */
  line: number
}

/** The comments, strings and names of a source file. A name is given once, where it comes first. */
export function textsOf({ code, program, comments }: SourceFile): Text[] {
  const names = new Map<string, Text>()
  const texts: Text[] = comments.map(({ value, start }) => {
    return { words: withoutStars(value), kind: 'comment', line: lineAt(code, start) }
  })
  visit(program, (node) => {
    const name = nameOf(node)
    if (name !== null && !names.has(name))
      names.set(name, { words: wordsOf(name), kind: 'name', line: lineAt(code, node.start) })
    const string = stringOf(node)
    if (string !== null) texts.push({ words: string, kind: 'string', line: lineAt(code, node.start) })
  })
  return [...texts, ...names.values()]
}

/** The prose of a Markdown file, or of a style sheet its comments. */
export function proseOf(file: string, text: string): Text[] {
  if (!file.endsWith('.css')) return [{ words: text, kind: 'prose', line: 1 }]
  return [...text.matchAll(/\/\*[^]*?\*\//g)].map(({ 0: words, index }) => {
    return { words, kind: 'comment', line: lineAt(text, index) }
  })
}

/** A name in camel case, kebab case or capitals, as words. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z\d]+/g, ' ')
    .toLowerCase()
}

/** The stars in front of a comment's lines become blanks, so that a phrase may run over a line's end. */
function withoutStars(comment: string): string {
  return comment.replace(/^(\s*)\*/gm, '$1 ')
}

function nameOf(node: SyntaxNode): string | null {
  const isName = ['Identifier', 'PrivateIdentifier', 'JSXIdentifier'].includes(node.type)
  return isName ? (node.name as string) : null
}

/** The text of a string, a template's part or a JSX text. */
function stringOf(node: SyntaxNode): string | null {
  if (node.type === 'Literal' || node.type === 'JSXText')
    return typeof node.value === 'string' ? node.value : null
  if (node.type === 'TemplateElement') return isNode(node) ? (node.value as { raw: string }).raw : null
  return null
}
