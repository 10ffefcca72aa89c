/** Saves text as a file, through the browser's own download in both shells. */
export function downloadText(fileName: string, text: string, type = 'application/json'): void {
  downloadBlob(fileName, new Blob([text], { type }))
}

export function downloadBlob(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download reads the URL only later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** The name of a run's file without its ending, the same as the host gives to exported JSON and CSV. */
export function runFileStem(name: string): string {
  const stem = name.replace(/[^\p{L}\p{N}.]+/gu, '-').replace(/^[-.]+|-+$/g, '')
  return stem.toLowerCase() || 'run'
}

/** A name that every file system takes. */
export function safeFileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[-.]+|-+$/g, '')
      .slice(0, 80) || 'untitled'
  )
}

/** Asks for files of these kinds, in the dialog of the browser or of Electron; none where it is closed. */
export function pickFiles(accept: string, multiple: boolean): Promise<File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = accept
  input.multiple = multiple
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}
