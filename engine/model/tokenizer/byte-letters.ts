/** GPT-2's letters for bytes: printable ones stand for themselves, the others come after U+00FF, in order. */
const LETTERS: string[] = []

const isPrintable = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae

let added = 0
for (let byte = 0; byte < 256; byte++)
  LETTERS.push(String.fromCharCode(isPrintable(byte) ? byte : 256 + added++))

const utf8 = new TextEncoder()

/** Every byte of the text in UTF-8 as a letter: ' é' as 'ĠÃ©'. */
export function asByteLetters(text: string): string {
  let letters = ''
  for (const byte of utf8.encode(text)) letters += LETTERS[byte]
  return letters
}
