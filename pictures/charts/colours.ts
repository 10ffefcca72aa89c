import type { Palette } from '../svg/palette'

/** A colour as components write it, `var(--only-a)`, as that of a scheme: a file has no style sheet. */
export function resolvedColour(colour: string, palette: Palette): string {
  const name = /^var\(--([\w-]+)\)$/.exec(colour)?.[1]
  if (!name) return colour
  const key = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const found: unknown = palette[key as keyof Palette]
  if (typeof found !== 'string') throw new Error(`No token is called --${name}.`)
  return found
}
