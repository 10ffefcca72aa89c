/** Put in by the build and by vitest; code run straight from its sources has none. */
export const PATCHBAY_VERSION =
  typeof __PATCHBAY_VERSION__ === 'string' ? __PATCHBAY_VERSION__ : 'development'
