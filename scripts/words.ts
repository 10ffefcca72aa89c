import { sourceFiles, wordProblems } from './check-walls.ts'
import { root } from './project.ts'

/** Every retired word in the folders that are named, or in the whole project. */
export async function main(folders: string[]): Promise<number> {
  const files = sourceFiles(root).filter(
    (file) => folders.length === 0 || folders.some((folder) => file.startsWith(folder)),
  )
  const problems = files.flatMap((file) => wordProblems(root, file))
  for (const problem of problems) console.log(problem)
  console.log(`Words: ${files.length} files, ${problems.length} retired words.`)
  return problems.length > 0 ? 1 : 0
}
