/** What the first line of an exported sweep says that it is. */
export const SWEEP_EXPORT_FORMAT = 'patchbay sweep 2'
