/**
 * One cycle through every knot of files that import each other, each as a list that ends where it began.
 * A depth-first walk: an import of a file that is still open closes a cycle.
 */
export function findCycles(imports: Map<string, string[]>): string[][] {
  const done = new Set<string>()
  const open: string[] = []
  const cycles: string[][] = []
  const walk = (file: string) => {
    if (done.has(file)) return
    const start = open.indexOf(file)
    if (start >= 0) {
      cycles.push([...open.slice(start), file])
      return
    }
    open.push(file)
    for (const target of imports.get(file) ?? []) walk(target)
    open.pop()
    done.add(file)
  }
  for (const file of imports.keys()) walk(file)
  return cycles
}
