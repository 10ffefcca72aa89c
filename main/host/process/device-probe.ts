import { toErrorData } from '../../../contract'
import { deviceParity, openModel } from '../../../engine/host'
import { answerParent } from './child-job'
import type { FromProbe, ToProbe } from './device-check'

// A process of its own, because the driver of an accelerator may hang or bring its process down.

async function probe({ modelPath, device }: ToProbe): Promise<FromProbe> {
  try {
    return { kind: 'compared', parity: await deviceParity(await openModel(modelPath), device) }
  } catch (error) {
    return { kind: 'failed', message: toErrorData(error).message }
  }
}

answerParent(probe)
