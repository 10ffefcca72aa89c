import { readFileSync } from 'node:fs'
import { parseSync } from 'rolldown/utils'

/** A syntax node as far as the walls look at it. */
export interface SyntaxNode {
  type: string
  start: number
  [field: string]: unknown
}

export interface SourceFile {
  code: string
  program: SyntaxNode
  /** Without the marks that begin and end them. */
  comments: { value: string; start: number }[]
}

/** @throws Error naming the file, where it does not parse. */
export function parseFile(file: string): SourceFile {
  const code = readFileSync(file, 'utf8')
  const lang = file.endsWith('x') ? 'tsx' : /\.[cm]?js$/.test(file) ? 'js' : 'ts'
  const { program, comments, errors } = parseSync(file, code, { lang })
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  return { code, program: program as unknown as SyntaxNode, comments }
}

/** Calls `look` for every node below `value`, in the order of the source. */
export function visit(value: unknown, look: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, look)
  } else if (isNode(value)) {
    look(value)
    for (const child of Object.values(value)) visit(child, look)
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

/** The line of an offset, counted from 1. */
export function lineAt(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length
}
