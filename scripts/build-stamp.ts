import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What a build is made from: the rooms that are bundled and the files that say how. */
export const ROOMS = ['contract', 'docs', 'engine', 'main', 'pictures', 'preload', 'renderer', 'scripts/docs']
const FILES = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json']

/** Notes are not bundled, but for the pages that Help shows. */
function isSource(room: string, name: string): boolean {
  return !/\.test\.tsx?$/.test(name) && (room === 'docs' || !name.endsWith('.md'))
}

function sourceFiles(root: string): string[] {
  const inRooms = ROOMS.flatMap((room) => {
    const entries = readdirSync(path.join(root, room), { withFileTypes: true, recursive: true })
    const files = entries.filter((entry) => entry.isFile() && isSource(room, entry.name))
    return files.map((file) => path.relative(root, path.join(file.parentPath, file.name)))
  })
  return [...FILES, ...inRooms].sort()
}

/**
 * A digest of every source's path and content. Contents rather than times: a checkout, a copy or a
 * `git stash` changes times without changing what would be built. Some 3 ms for 300 files.
 */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256')
  for (const file of sourceFiles(root)) {
    const content = readFileSync(path.join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
