/** A path as typed or pasted, without blanks around it and without the quotes that "copy as path" puts there. */
export function typedPath(text: string): string {
  const path = text.trim()
  const quoted = /^(["'])(.*)\1$/.exec(path)
  return quoted ? quoted[2].trim() : path
}
