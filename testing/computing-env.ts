import { computingEnv } from '../main/host/process/heap-setting'

// The command lines that tests start would start again for what is set here.
Object.assign(process.env, computingEnv())
