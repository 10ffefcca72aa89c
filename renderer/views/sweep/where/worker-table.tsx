import type { ClusterWorker } from '../../../../contract'
import { useCluster } from '../../../state/cluster'
import { formatCount } from '../../../widgets/format'
import { Table, type Column } from '../../../widgets/table'
import styles from './worker-table.module.css'

/** More are counted. */
const MOST_LISTED = 8
const MOST_MODELS = 3

/** Who waits at the Redis: with which version, and which models. */
export function WorkerTable({ workers }: { workers: readonly ClusterWorker[] }) {
  const engine = useCluster(({ info }) => info?.engine)
  const columns: Column<ClusterWorker>[] = [
    {
      ...{ id: 'name', title: 'Worker', isText: true, isRowHead: true },
      cell: ({ name }) => name,
      cellProps: ({ name }) => ({ title: name, className: styles.name }),
    },
    {
      ...{ id: 'version', title: 'Version', isText: true },
      cell: (worker) => <Version worker={worker} isOurs={engine !== undefined && isSame(worker, engine)} />,
    },
    {
      ...{ id: 'models', title: 'Models in its folders', isText: true },
      cell: ({ models }) => modelsText(models),
      cellProps: ({ models }) => ({ title: models.join(', '), className: styles.name }),
    },
    {
      ...{ id: 'computes', title: 'Computes', isText: true },
      cell: ({ computes }) => computes ?? 'waits',
      cellProps: ({ computes }) => ({ title: computes ?? undefined, className: styles.name }),
    },
  ]
  const more = workers.length - MOST_LISTED
  return (
    <div className={styles.workers}>
      <Table
        label="Workers at the Redis"
        look="plain"
        columns={columns}
        rows={workers.slice(0, MOST_LISTED)}
        keyOf={(worker) => workers.indexOf(worker)}
      />
      {more > 0 && <p className="dim">and {formatCount(more)} more</p>}
    </div>
  )
}

function Version({ worker, isOurs }: { worker: ClusterWorker; isOurs: boolean }) {
  const text = `${worker.patchbayVersion}, ONNX Runtime ${worker.onnxruntimeVersion}`
  return isOurs ? text : <span className="hurts">{text}: another than here, so it refuses</span>
}

function isSame(
  worker: ClusterWorker,
  engine: Pick<ClusterWorker, 'patchbayVersion' | 'onnxruntimeVersion'>,
): boolean {
  return (
    worker.patchbayVersion === engine.patchbayVersion &&
    worker.onnxruntimeVersion === engine.onnxruntimeVersion
  )
}

function modelsText(models: readonly string[]): string {
  if (models.length === 0) return 'those of the local cache'
  const more = models.length > MOST_MODELS ? ` and ${formatCount(models.length - MOST_MODELS)} more` : ''
  return `${models.slice(0, MOST_MODELS).join(', ')}${more}`
}
