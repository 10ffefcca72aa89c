import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { root as projectRoot } from './project.ts'
import { findCycles } from './walls/cycles.ts'
import { type Import, importsOf } from './walls/imports.ts'
import { brokenByFile, brokenByPackage } from './walls/rules.ts'

const ROOMS = [
  'contract',
  'engine',
  'main',
  'preload',
  'renderer',
  'samples',
  'e2e',
  'testing',
  'bench',
  'scripts',
]
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.d.ts', '/index.ts', '/index.tsx']

export interface WallReport {
  files: number
  /** `file:line: imports x. RULE`, one line each. */
  problems: string[]
}

/** Holds every import of the project against the rules, and looks for cycles of files. */
export function checkWalls(root: string): WallReport {
  const files = sourceFiles(root)
  const graph = new Map<string, string[]>()
  const problems: string[] = []
  for (const file of files) {
    const found = importsOf(path.join(root, file))
    graph.set(
      file,
      found.map((each) => resolveFile(root, file, each.specifier)).filter((target) => target !== null),
    )
    problems.push(...found.flatMap((each) => problemWith(root, file, each) ?? []))
  }
  problems.push(...findCycles(graph).map((cycle) => `${cycle[0]}: an import cycle: ${cycle.join(' -> ')}`))
  return { files: files.length, problems }
}

function sourceFiles(root: string): string[] {
  return ROOMS.filter((room) => existsSync(path.join(root, room))).flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.m?tsx?$/.test(file))
      .map((file) => `${room}/${file.replaceAll(path.sep, '/')}`)
      .sort(),
  )
}

function problemWith(root: string, file: string, { specifier, line, typeOnly }: Import): string | null {
  const rule = specifier.startsWith('.')
    ? brokenByFile(file, targetOf(root, file, specifier), typeOnly)
    : brokenByPackage(file, specifier)
  return rule && `${file}:${line}: imports ${specifier}. Rule: ${rule}.`
}

/** The imported path in the project, as the rules name it: without an ending. */
function targetOf(root: string, file: string, specifier: string): string {
  const resolved = resolveFile(root, file, specifier)
  return (resolved ?? joined(file, specifier)).replace(/\.m?tsx?$/, '')
}

/** The source file behind a relative import; null for packages, styles and what is not there. */
function resolveFile(root: string, file: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  const target = joined(file, specifier)
  const ending = ENDINGS.find(
    (end) => /\.m?tsx?$/.test(target + end) && existsSync(path.join(root, target + end)),
  )
  return ending === undefined ? null : target + ending
}

function joined(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier)
}

export async function main(): Promise<number> {
  const { files, problems } = checkWalls(projectRoot)
  for (const problem of problems) console.error(problem)
  console.log(
    problems.length > 0 ? `Walls: ${problems.length} broken.` : `Walls: ${files} files, none broken.`,
  )
  return problems.length > 0 ? 1 : 0
}
