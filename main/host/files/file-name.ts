/** Readable on every file system: letters, digits, dots and dashes. */
export function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}.]+/gu, '-')
      .replace(/^[-.]+|-+$/g, '')
      .toLowerCase() || 'run'
  )
}
