import { refused } from './file-kind'

/** How much of a text says what it is. */
const BEGINNING = 4_096

/** @throws PatchbayError (bad-input) for texts that are neither a table nor JSON, by what they are. */
export function refuseOtherTexts(text: string): void {
  const start = text.slice(0, BEGINNING).trimStart()
  if (/^<(!doctype\s+html|html|head|body|table)\b/i.test(start))
    throw refused('a web page (HTML), not the file itself', 'download the file, and import that')
  if (/^<\?xml\b/i.test(start)) throw refused('an XML file', 'save the prompts as CSV, JSON or JSON Lines')
  if (start.startsWith('version https://git-lfs'))
    throw refused('the pointer of a large file that git has not fetched', 'run git lfs pull')
  if (start.startsWith('{\\rtf')) throw refused('an RTF document', 'save the prompts as CSV')
  if (isMarkdownTable(start))
    throw refused('a Markdown table', 'save it as CSV, or copy it from a spreadsheet')
  if (isPythonLiteral(start))
    throw refused('a Python literal (texts in single quotes), not JSON', 'write it with json.dump')
}

function isMarkdownTable(start: string): boolean {
  const [, second = ''] = start.split('\n', 2)
  return /^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$/.test(second) && second.includes('|')
}

function isPythonLiteral(start: string): boolean {
  return /^[[{(]\s*[[{(]?\s*'/.test(start) || /^[[{][^"]{0,200}\b(None|True|False)\b/.test(start)
}
