export * from './kept-share'
export * from './mean-jaccard'
export * from './stability-of'
