import { packageFile, runNode } from './project.ts'
import { main as checkWalls } from './check-walls.ts'

export const CHECKS: Record<string, () => Promise<number>> = {
  Walls: checkWalls,
  Lint: () => runNode(packageFile('oxlint', 'bin/oxlint'), []),
  Types: () => runNode(packageFile('typescript', 'bin/tsc'), ['--noEmit']),
}

/** `npm run check`: the quick part of `npm test`; lists everything that is wrong, not only the first. */
export async function main(): Promise<number> {
  let failures = 0
  for (const check of Object.values(CHECKS)) failures += (await check()) === 0 ? 0 : 1
  return failures === 0 ? 0 : 1
}
