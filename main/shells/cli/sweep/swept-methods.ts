/** Methods that have something to sweep over, each with the option that has its values. */
export const SWEPT = { acdc: 'thresholds', eap: 'top', edges: 'top' } as const
export type SweptMethod = keyof typeof SWEPT
