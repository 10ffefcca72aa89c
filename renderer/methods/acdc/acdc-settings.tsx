import { NativeSelect } from '@mantine/core'
import { METRICS, type MetricName } from '../../../contract'
import { TEST_ORDERS, type TestOrder } from '../../../engine/graph'
import { discoverForm } from '../../state/discover-form'
import { METRIC_LABEL } from '../../state/metric-label'
import { AblationField } from '../../views/discover/discover-fields'
import { TermArea } from '../../widgets/term'
import { acdcForm, orderMetricOf } from './form'
import { ORDER_LABEL } from './order-label'

export function AcdcSettings() {
  const order = acdcForm.use((form) => form.order)
  const absolute = acdcForm.use((form) => form.absolute)
  return (
    <>
      <AblationField />
      <TermArea text="Order">
        <NativeSelect
          size="xs"
          aria-label="Order of the tests"
          value={order}
          data={TEST_ORDERS.map((value) => ({ value, label: `tested ${ORDER_LABEL[value]}` }))}
          onChange={(event) => acdcForm.set({ order: event.currentTarget.value as TestOrder })}
        />
      </TermArea>
      {order === 'eap' && <OrderMetricField />}
      <TermArea text="Harm of removal">
        <NativeSelect
          size="xs"
          aria-label="Compared with the threshold"
          value={absolute ? 'absolute' : 'signed'}
          data={[
            { value: 'signed', label: 'cut where harm < τ' },
            { value: 'absolute', label: 'cut where |harm| < τ' },
          ]}
          onChange={(event) => acdcForm.set({ absolute: event.currentTarget.value === 'absolute' })}
        />
      </TermArea>
    </>
  )
}

/** KL has no |EAP|: its gradient at the clean run is 0. */
const ORDER_METRICS = METRICS.filter((metric) => metric !== 'kl')

function OrderMetricField() {
  const metric = discoverForm.use((form) => form.metric)
  const chosen = acdcForm.use((form) => orderMetricOf(metric, form))
  return (
    <NativeSelect
      size="xs"
      aria-label="Metric of the order"
      title="The metric whose effects EAP estimates for the order. KL has none: its gradient at the clean run is 0."
      value={chosen}
      data={ORDER_METRICS.map((name) => ({ value: name, label: `by ${METRIC_LABEL[name]}` }))}
      onChange={(event) => acdcForm.set({ orderMetric: event.currentTarget.value as MetricName })}
    />
  )
}
