import type { CheckItem } from '../../../contract'
import { Panel } from '../../views/stages/panel'
import styles from '../../views/stages/stages.module.css'

/** Each check with the largest difference it found. */
export function CheckPanel({ items }: { items: CheckItem[] }) {
  return (
    <div className={styles.panels}>
      <Panel
        title="Self-check"
        note={`${items.filter(({ passed }) => passed).length} of ${items.length} passed`}
        isWide
      >
        <div className={styles.scroll}>
          <table className={styles.table} aria-label="Self-check">
            <thead>
              <tr>
                <th scope="col" data-left>
                  Check
                </th>
                <th scope="col" data-left>
                  Result
                </th>
                <th scope="col">Largest difference</th>
                <th scope="col">Allowed</th>
                <th scope="col" data-left>
                  What was done
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ name, passed, difference, tolerance, detail }) => (
                <tr key={name}>
                  <td data-left>{name}</td>
                  <td data-left className={passed ? undefined : styles.hurts}>
                    {passed ? 'passed' : 'failed'}
                  </td>
                  <td>{difference.toExponential(1)}</td>
                  <td>{tolerance.toExponential(1)}</td>
                  <td data-left>{detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  )
}
