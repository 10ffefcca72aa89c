import { ActionIcon, Button, NumberInput, Tooltip } from '@mantine/core'
import { Dices } from 'lucide-react'
import { useState } from 'react'
import { MAX_MADE_ROWS, MAX_SEED } from '../../../../contract'
import { changeSeed, closeMakePrompts, makeForm, makePromptSet, useMaking } from '../../../state/make-prompts'
import { notifyProblem } from '../../../state/notify'
import { formatPlural } from '../../../widgets/format'
import styles from './make-footer.module.css'

/** How many rows, by which seed, and the button that makes them. */
export function MakeFooter() {
  const { count, seed } = makeForm.use((form) => form)
  const canMake = useMaking((state) => state.preview !== null && state.problem === null)
  const [isMaking, setMaking] = useState(false)
  const make = async () => {
    setMaking(true)
    try {
      await makePromptSet()
    } catch (error) {
      notifyProblem('No prompts were made', error)
    } finally {
      setMaking(false)
    }
  }
  return (
    <footer className={styles.footer}>
      <label className={styles.field}>
        Rows
        <NumberInput
          size="xs"
          w={92}
          aria-label="Rows"
          value={count}
          min={1}
          max={MAX_MADE_ROWS}
          clampBehavior="strict"
          allowDecimal={false}
          onChange={(value) => makeForm.set({ count: Math.max(1, Number(value)) })}
        />
      </label>
      <label className={styles.field}>
        Seed
        <NumberInput
          size="xs"
          w={124}
          aria-label="Seed"
          value={seed}
          min={0}
          max={MAX_SEED}
          clampBehavior="strict"
          allowDecimal={false}
          onChange={(value) => changeSeed(Number(value))}
        />
      </label>
      <Tooltip label="Another seed: other rows of the same task">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Another seed"
          onClick={() => changeSeed(Math.floor(Math.random() * 1_000_000))}
        >
          <Dices size={15} />
        </ActionIcon>
      </Tooltip>
      <span className={styles.space} />
      <Button variant="default" onClick={closeMakePrompts}>
        Cancel
      </Button>
      <Button loading={isMaking} disabled={!canMake} onClick={() => void make()}>
        Make {formatPlural(count, 'row')}
      </Button>
    </footer>
  )
}
