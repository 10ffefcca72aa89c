/** noising: base run clean, corrupt values patched in; denoising: base run corrupt, clean values patched in. */
export const DIRECTIONS = ['noising', 'denoising'] as const
export type Direction = (typeof DIRECTIONS)[number]
