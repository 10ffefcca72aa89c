/**
 * The path in what was dropped: a file URL, a plain path, or the path that older Electron versions
 * put on the file itself. null where there is none.
 */
export function droppedPath(
  data: Pick<DataTransfer, 'getData'> & { files: ArrayLike<object> },
): string | null {
  const file: { path?: unknown } | undefined = data.files[0]
  if (typeof file?.path === 'string' && file.path) return file.path
  const text = (data.getData('text/uri-list') || data.getData('text/plain')).trim()
  const first = text.split(/\r?\n/).find((line) => line && !line.startsWith('#')) ?? ''
  return first.startsWith('file://') ? fromFileUrl(first) : first || null
}

function fromFileUrl(url: string): string {
  const path = decodeURIComponent(new URL(url).pathname)
  // file:///C:/models -> C:/models
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path
}
