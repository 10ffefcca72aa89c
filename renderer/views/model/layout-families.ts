/**
 * Titles of architectures by family, which is the word they begin with, in alphabetical order: GPT-2 with GPT-J, Gemma
 * with Gemma 2.
 */
export function layoutFamilies(titles: readonly string[]): string[][] {
  const inOrder = [...titles].sort((a, b) => a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' }))
  const families: Record<string, string[]> = {}
  for (const title of inOrder) (families[familyOf(title)] ??= []).push(title)
  return Object.values(families)
}

function familyOf(title: string): string {
  return (/^[A-Za-z]+/.exec(title)?.[0] ?? title).toLowerCase()
}
