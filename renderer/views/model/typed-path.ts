/** A path as typed or pasted, without surrounding spaces and the quotes that "copy as path" adds. */
export function typedPath(text: string): string {
  const path = text.trim()
  const quoted = /^(["'])(.*)\1$/.exec(path)
  return quoted ? quoted[2].trim() : path
}
