import { refused } from './file-kind'

/** How much of a text says what it is. */
const BEGINNING = 4_096
const AS_PROMPTS = 'save the prompts as CSV, JSON or JSON Lines'
const AS_JSON = 'write the prompts with json.dump'

/** @throws PatchbayError (bad-input) for texts that are neither a table nor JSON, by what they are. */
export function refuseOtherTexts(text: string): void {
  const start = beginningOf(text)
  if (/^(<!--[^]*?-->\s*)?<(!doctype\s+html|html|head|body|table)\b/i.test(start)) throw webPage()
  if (/^<\?xml\b/i.test(start)) throw refused('an XML file', AS_PROMPTS)
  if (start.startsWith('version https://git-lfs'))
    throw refused('the pointer of a large file that git has not fetched', 'run git lfs pull')
  if (start.startsWith('{\\rtf')) throw refused('an RTF document', 'save the prompts as CSV')
  if (start.split('\n', 2).some(isRule)) throw markdownTable()
  if (isPythonLiteral(start))
    throw refused('a Python literal (texts in single quotes), not JSON', 'write it with json.dump')
  if (isToml(start)) throw refused('a TOML file', AS_PROMPTS)
  if (isYaml(start)) throw refused('a YAML file', AS_PROMPTS)
}

/**
 * Of a text that could not be read as a table or as JSON: prompts may begin like this too.
 * @throws PatchbayError (bad-input) where it shows what it is.
 */
export function refuseUnreadTexts(text: string): void {
  const start = beginningOf(text)
  if (/^<(div|p|script|meta|style|pre)\b/i.test(start)) throw webPage()
  if (/^<(svg\b|[a-z][\w.-]*>\s*<)/i.test(start)) throw refused('an XML file', AS_PROMPTS)
  if (start.split('\n', TITLE_LINES).some(isRule)) throw markdownTable()
  if (/^((import|from|def|class)\s+\w|\w+\s*=\s*[[{(])/.test(start))
    throw refused('a Python program', AS_JSON)
  if (/^\(?[ld]p0\n/.test(start))
    throw refused('a Python pickle', 'save the table with to_csv or to_json(orient="records")')
}

/** Of a Markdown document, before its table. */
const TITLE_LINES = 20

function beginningOf(text: string): string {
  return text.slice(0, BEGINNING).trimStart()
}

function webPage() {
  return refused('a web page (HTML), not the file itself', 'download the file, and import that')
}

function markdownTable() {
  return refused('a Markdown table', 'save it as CSV, or copy it from a spreadsheet')
}

/** `| --- | :---: |` */
function isRule(line: string): boolean {
  return line.includes('|') && /^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$/.test(line)
}

function isPythonLiteral(start: string): boolean {
  if (/^[[{(]\s*[[{(]?\s*'/.test(start) || /^\[\s*\(/.test(start)) return true
  // In JSON these words are in quotation marks only.
  return /^[[{](?:"(?:[^"\\]|\\.)*"|[^"])*?\b(None|True|False)\b/.test(start)
}

/** `[table]` or `[[table]]` by itself, perhaps after `name = value`. */
function isToml(start: string): boolean {
  return /^(#[^\n]*\n\s*|[\w-]+ = [^\n]*\n\s*)*\[\[?[A-Za-z_][\w.-]*\]\]?\s*(\n|$)/.test(start)
}

const YAML = [
  /^---\s*\n/,
  /^[\w-]+:\s*\n\s*(- |[\w-]+:)/,
  /^- [\w-]+: [^\n]*\n\s+[\w-]+:/,
  /^[\w-]+: [^\n,;\t|]*\n[\w-]+:/,
]

/** `key:` line by line, in a list or not, or its mark `---`. */
function isYaml(start: string): boolean {
  return YAML.some((pattern) => pattern.test(start))
}
