import { toErrorData } from '../../../contract'
import { deviceParity, openModel } from '../../../engine/host'
import type { FromProbe, ToProbe } from './device-check'

// A process of its own, because the driver of an accelerator may hang or bring its process down.

async function probe({ modelPath, device }: ToProbe): Promise<FromProbe> {
  try {
    return { kind: 'compared', parity: await deviceParity(await openModel(modelPath), device) }
  } catch (error) {
    return { kind: 'failed', message: toErrorData(error).message }
  }
}

process.once('message', (job: ToProbe) => {
  void probe(job).then((answer) => process.send!(answer, () => process.exit(0)))
})
process.on('disconnect', () => process.exit(1))
