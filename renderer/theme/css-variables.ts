import { COLORS, FONT_SIZES, FONTS, ROLE_TONES, SHADOWS, SIZES, type Scheme } from './tokens'

/**
 * The tokens as a style sheet. The build writes it into index.html, so that the first frame has its colours before
 * any script has run.
 */
export function tokenSheet(): string {
  return [
    `html { background: ${COLORS.light.canvas}; }`,
    `@media (prefers-color-scheme: dark) { html { background: ${COLORS.dark.canvas}; } }`,
    rule(':root', [
      ...variables(SIZES, '', 'px'),
      ...variables(FONTS),
      ...variables(FONT_SIZES, 'font-', 'px'),
      ...variables(SHADOWS, 'shadow-'),
    ]),
    ...(['light', 'dark'] satisfies Scheme[]).map((scheme) =>
      rule(`:root[data-mantine-color-scheme='${scheme}']`, [
        ...variables(COLORS[scheme]),
        ...variables(ROLE_TONES[scheme]),
      ]),
    ),
  ].join('\n')
}

function rule(selector: string, lines: readonly string[]): string {
  return `${selector} {\n${lines.map((line) => `  ${line}\n`).join('')}}`
}

/** `--text-dim: #9aa3b0;` for `textDim`. */
function variables(tokens: object, prefix = '', unit = ''): string[] {
  return Object.entries(tokens).map(([name, value]) => `--${prefix}${kebab(name)}: ${value}${unit};`)
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
}
