/** A word as it continues a prompt: with the space that a new word has in front, which digits after digits have not. */
export function answerAfter(prompt: string, word: string): string {
  const isJoined = /[\s"'([{]$/.test(prompt) || (/\d$/.test(prompt) && /^\d/.test(word))
  return isJoined || /^\s/.test(word) ? word : ` ${word}`
}
