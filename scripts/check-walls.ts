import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root as projectRoot } from './project.ts'
import { findCycles } from './walls/cycles.ts'
import { type Import, importsOf } from './walls/imports.ts'
import { brokenByFile, brokenByPackage } from './walls/rules.ts'
import { parseFile } from './walls/syntax.ts'
import { proseOf, type Text, textsOf, wordsOf } from './walls/texts.ts'
import { retiredWordsIn } from './walls/words.ts'

const ROOMS = [
  'contract',
  'engine',
  'main',
  'pictures',
  'preload',
  'renderer',
  'e2e',
  'testing',
  'bench',
  'scripts',
  'samples',
  'fixtures',
  'docs',
]
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.d.ts', '/index.ts', '/index.tsx']

export interface WallReport {
  files: number
  /** `file:line: what is wrong. Rule: ...`, one line each. */
  problems: string[]
}

/** Holds every import of the project against the rules, looks for cycles of files and for retired words. */
export function checkWalls(root: string): WallReport {
  const files = sourceFiles(root)
  const graph = new Map<string, string[]>()
  const problems: string[] = []
  for (const file of files.filter(isTypeScript)) {
    const found = importsOf(parseFile(path.join(root, file)))
    graph.set(
      file,
      found.map((each) => resolveFile(root, file, each.specifier)).filter((target) => target !== null),
    )
    problems.push(...found.flatMap((each) => problemWith(root, file, each) ?? []))
  }
  problems.push(...findCycles(graph).map((cycle) => `${cycle[0]}: an import cycle: ${cycle.join(' -> ')}`))
  problems.push(...files.flatMap((file) => wordProblems(root, file)))
  return { files: files.length, problems }
}

/** Retired words in a file's name and text, a line each. */
export function wordProblems(root: string, file: string): string[] {
  const name: Text = { words: wordsOf(file), kind: 'name', line: 1 }
  const texts = isCode(file)
    ? textsOf(parseFile(path.join(root, file)))
    : proseOf(file, readFileSync(path.join(root, file), 'utf8'))
  return retiredWordsIn(file, [name, ...texts]).map(({ line, problem }) => `${file}:${line}: ${problem}.`)
}

/** Code, style sheets and Markdown of the project's rooms, and the Markdown at the top. */
export function sourceFiles(root: string): string[] {
  const inRooms = ROOMS.filter((room) => existsSync(path.join(root, room))).flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${room}/${file.replaceAll(path.sep, '/')}`,
    ),
  )
  const files = [...readdirSync(root), ...inRooms]
  return files.filter((file) => isCode(file) || /\.(css|md)$/.test(file)).sort()
}

const isCode = (file: string) => /\.([cm]?tsx?|[cm]js)$/.test(file)
const isTypeScript = (file: string) => /\.m?tsx?$/.test(file)

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

/** The source file of a relative import; null for packages, styles and what is not there. */
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
