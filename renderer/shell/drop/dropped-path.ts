/**
 * The path in what was dropped: that of its file, where the shell knows it; else a file URL or a plain path. null where
 * there is none.
 */
export function droppedPath<File extends object>(
  data: Pick<DataTransfer, 'getData'> & { files: ArrayLike<File> },
  pathOf: (file: File) => string | null,
): string | null {
  const file: (File & { path?: unknown }) | undefined = data.files[0]
  // Electron's versions before 32 put it on the file itself.
  if (typeof file?.path === 'string' && file.path) return file.path
  const known = file && pathOf(file)
  if (known) return known
  const text = (data.getData('text/uri-list') || data.getData('text/plain')).trim()
  const first = text.split(/\r?\n/).find((line) => line && !line.startsWith('#')) ?? ''
  return first.startsWith('file://') ? fromFileUrl(first) : first || null
}

function fromFileUrl(url: string): string {
  const path = decodeURIComponent(new URL(url).pathname)
  // file:///C:/models -> C:/models
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path
}
