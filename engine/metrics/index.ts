export * from './metrics'
export * from './measure'
export * from './log-softmax'
