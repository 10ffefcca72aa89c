export * from './changed-config'
export * from './command-line'
export * from './config-fields'
export * from './python'
