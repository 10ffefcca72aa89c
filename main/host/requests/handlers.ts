import type { RequestName } from '../../../contract'
import { listSamples } from '../files/samples'
import { PATCHBAY_VERSION } from '../../version'
import { listFolder } from '../files/files'
import { clusterHandlers } from './cluster-handlers'
import { explainHandlers } from './explain-handlers'
import type { Handlers, HandlersOf } from './host-context'
import { hubHandlers } from './hub-handlers'
import { modelHandlers } from './model-handlers'
import { promptHandlers, promptSetHandlers } from './prompt-handlers'
import { roleHandlers } from './role-handlers'
import { runHandlers } from './run-handlers'
import { settingsHandlers } from './settings-handlers'
import { stabilityHandlers } from './stability-handlers'
import { sweepHandlers } from './sweep-handlers'

const appHandlers = {
  async 'app.info'(_args, { storePath }) {
    return { version: PATCHBAY_VERSION, hostPid: process.pid, storePath, samples: listSamples() }
  },
} satisfies HandlersOf<'app'>

const fileHandlers = {
  async 'files.list'({ path }) {
    return listFolder(path)
  },
} satisfies HandlersOf<'files'>

/** The request table: a request of the contract without a handler does not compile. */
export const handlers = {
  ...appHandlers,
  ...modelHandlers,
  ...hubHandlers,
  ...fileHandlers,
  ...promptHandlers,
  ...promptSetHandlers,
  ...runHandlers,
  ...explainHandlers,
  ...roleHandlers,
  ...settingsHandlers,
  ...sweepHandlers,
  ...stabilityHandlers,
  ...clusterHandlers,
} satisfies Handlers<RequestName>
