/** File systems take 255 bytes, and a letter may have four; what follows has some of them. */
const MOST_CHARACTERS = 50

/** Readable on every file system: letters, digits, dots and dashes. */
export function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}.]+/gu, '-')
      .replace(/^[-.]+/, '')
      .slice(0, MOST_CHARACTERS)
      .replace(/[-.]+$/, '')
      .toLowerCase() || 'run'
  )
}
