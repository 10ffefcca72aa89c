import { NativeSelect } from '@mantine/core'
import { METRICS, type MetricName } from '../../../contract'
import { TEST_ORDERS, type TestOrder } from '../../../engine/graph'
import { ORDER_LABEL } from '../../state/method-names'
import { METRIC_LABEL } from '../../state/metric-label'
import { ablationOf, offersAblation, orderMetricOf } from '../../state/session'
import { updateWorkbench, useWorkbench } from '../../state/workbench'
import { AblationChoice, DirectionChoice, MlpField } from '../../widgets/method-fields'
import styles from './discover.module.css'

/** What the next run in Discover takes besides model, prompts and the header's fields: nothing is taken unseen. */
export function SettingsBar() {
  const method = useWorkbench((state) => state.discoverMethod)
  return (
    <div className={styles.settings} role="group" aria-label="Settings of the next run">
      <span className="dim">Next run</span>
      {method === 'acdc' ? <AcdcFields /> : <PatchingFields hasMlps={method === 'edges'} />}
    </div>
  )
}

function PatchingFields({ hasMlps }: { hasMlps: boolean }) {
  const direction = useWorkbench((state) => state.direction)
  const mlps = useWorkbench((state) => state.mlps)
  const ablation = useWorkbench(ablationOf)
  return (
    <>
      <DirectionChoice
        value={direction}
        ablation={ablation}
        onChange={(value) => updateWorkbench({ direction: value })}
      />
      <AblationField />
      {hasMlps && <MlpField value={mlps} onChange={(value) => updateWorkbench({ mlps: value })} />}
    </>
  )
}

/** Only where there is a choice. */
function AblationField() {
  const isOffered = useWorkbench(offersAblation)
  const ablation = useWorkbench((state) => state.ablation)
  if (!isOffered) return null
  return <AblationChoice value={ablation} onChange={(value) => updateWorkbench({ ablation: value })} />
}

function AcdcFields() {
  const order = useWorkbench((state) => state.order)
  const absolute = useWorkbench((state) => state.absolute)
  return (
    <>
      <AblationField />
      <NativeSelect
        size="xs"
        aria-label="Order of the tests"
        value={order}
        data={TEST_ORDERS.map((value) => ({ value, label: `tested ${ORDER_LABEL[value]}` }))}
        onChange={(event) => updateWorkbench({ order: event.currentTarget.value as TestOrder })}
      />
      {order === 'eap' && <OrderMetricField />}
      <NativeSelect
        size="xs"
        aria-label="Compared with the threshold"
        value={absolute ? 'absolute' : 'signed'}
        data={[
          { value: 'signed', label: 'cut where harm < τ' },
          { value: 'absolute', label: 'cut where |harm| < τ' },
        ]}
        onChange={(event) => updateWorkbench({ absolute: event.currentTarget.value === 'absolute' })}
      />
    </>
  )
}

/** KL has no |EAP|: its gradient at the clean run is 0. */
const ORDER_METRICS = METRICS.filter((metric) => metric !== 'kl')

function OrderMetricField() {
  const chosen = useWorkbench(orderMetricOf)
  return (
    <NativeSelect
      size="xs"
      aria-label="Metric of the order"
      title="The metric whose effects EAP estimates for the order. KL has none: its gradient at the clean run is 0."
      value={chosen}
      data={ORDER_METRICS.map((metric) => ({ value: metric, label: `by ${METRIC_LABEL[metric]}` }))}
      onChange={(event) => updateWorkbench({ orderMetric: event.currentTarget.value as MetricName })}
    />
  )
}
