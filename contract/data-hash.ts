/**
 * A run's data hash, `tokens:HEX` with `/spans:HEX` and `/split:HEX`, says what the model was given. Runs of older versions
 * have one of the prompts as they were written, which cannot be compared with it.
 */
export function isTokenHash(hash: string): boolean {
  return hash.startsWith(TOKENS)
}

const TOKENS = 'tokens:'

/** A data hash that says where it is one of an older version. */
export function markedHash(hash: string): string {
  return isTokenHash(hash) ? hash : `${hash} (of the prompts as written, by an older version)`
}

/** A data hash for people, such as `3fa9c01d22b7…, spans 9c01…`. */
export function dataHashText(hash: string): string {
  if (!isTokenHash(hash)) return markedHash(shortened(hash))
  const [tokens, ...parts] = hash.split('/')
  return [shortened(tokens.slice(TOKENS.length)), ...parts.map((part) => part.replace(':', ' '))].join(', ')
}

function shortened(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 12)}…` : hash
}
