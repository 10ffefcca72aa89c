import { readFileSync } from 'node:fs'
import { parseAst } from 'rolldown/parseAst'

/** One place where a file names another module. */
export interface Import {
  specifier: string
  line: number
  /** Gone after compilation: `import type`, `export type` or a type written as `import('x').T`. */
  typeOnly: boolean
}

/** A syntax node as far as we look at it. */
interface SyntaxNode {
  type: string
  start: number
  [field: string]: unknown
}

/** All imports of a TypeScript file: static, re-exports, dynamic, require, and types by import(). */
export function importsOf(file: string): Import[] {
  const code = readFileSync(file, 'utf8')
  const lang = file.endsWith('x') ? 'tsx' : 'ts'
  const found: Import[] = []
  visit(parseAst(code, { lang }, file) as unknown as SyntaxNode, (node) => {
    const specifier = specifierOf(node)
    if (specifier !== null)
      found.push({ specifier, line: lineAt(code, node.start), typeOnly: isTypeOnly(node) })
  })
  return found
}

function visit(value: unknown, look: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, look)
  } else if (isNode(value)) {
    look(value)
    for (const child of Object.values(value)) visit(child, look)
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

/** The module a node names, or null. Computed names cannot be known and are left out. */
function specifierOf(node: SyntaxNode): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node.source)
    case 'TSExternalModuleReference':
      return literal(node.expression)
    case 'CallExpression':
      return isRequire(node.callee) ? literal((node.arguments as unknown[])[0]) : null
    default:
      return null
  }
}

function literal(value: unknown): string | null {
  return isNode(value) && typeof value.value === 'string' ? value.value : null
}

function isRequire(callee: unknown): boolean {
  return isNode(callee) && callee.type === 'Identifier' && callee.name === 'require'
}

function isTypeOnly(node: SyntaxNode): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true
  const names = node.specifiers as SyntaxNode[] | undefined
  return (
    node.type === 'ImportDeclaration' &&
    names!.length > 0 &&
    names!.every((name) => name.importKind === 'type')
  )
}

function lineAt(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length
}
