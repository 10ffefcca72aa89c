import { isNode, lineAt, visit, type SourceFile, type SyntaxNode } from './syntax.ts'

/** One statement or expression that names another module. */
export interface Import {
  specifier: string
  line: number
  /** Gone after compilation: `import type`, `export type` or a type written as `import('x').T`. */
  typeOnly: boolean
}

/** All imports of a TypeScript file: static, re-exports, dynamic, require, and types by import(). */
export function importsOf({ code, program }: SourceFile): Import[] {
  const found: Import[] = []
  visit(program, (node) => {
    const specifier = specifierOf(node)
    if (specifier !== null)
      found.push({ specifier, line: lineAt(code, node.start), typeOnly: isTypeOnly(node) })
  })
  return found
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
