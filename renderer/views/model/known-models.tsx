import { ActionIcon, Loader, Skeleton, Tooltip } from '@mantine/core'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { ARCHITECTURE_TITLES, type KnownModel } from '../../../contract'
import { followModels, forgetModel, useModels } from '../../state/models'
import { openModel } from '../../state/session'
import { useWorkbench } from '../../state/workbench'
import { formatCount, formatWhen } from '../../widgets/format'
import { Note } from '../../widgets/note'
import { Heading } from './heading'
import styles from './known-models.module.css'

/** Models opened before. One whose folder is gone stays on the list until it is removed. */
export function KnownModels() {
  const all = useModels((state) => state.known)
  // Samples have their own cards.
  const known = all?.filter(({ path }) => !path.startsWith('sample:'))
  const problem = useModels((state) => state.problem)
  useEffect(() => followModels(), [])
  return (
    <section aria-label="Opened before">
      <Heading text="Opened before" />
      {problem ? (
        <Note tone="problem">{problem}</Note>
      ) : !known ? (
        <Skeleton h={52} />
      ) : known.length === 0 ? (
        <p className={styles.empty}>Models you open appear here.</p>
      ) : (
        <ul className={styles.known}>
          {known.map((model) => (
            <KnownModelRow key={model.path} model={model} />
          ))}
        </ul>
      )}
    </section>
  )
}

function KnownModelRow({ model }: { model: KnownModel }) {
  const opening = useWorkbench((state) => state.opening)
  return (
    <li>
      <button
        type="button"
        className={styles.knownOpen}
        disabled={!model.present}
        // Not `disabled`, which would take the focus away.
        aria-disabled={opening !== null}
        title={model.path}
        onClick={() => opening === null && void openModel(model.path)}
      >
        <span className={styles.knownName}>
          <span className="clip">
            <span className="spoken">Open </span>
            {model.name}
          </span>
          {opening === model.path && <Loader size={12} />}
          {!model.present && <span className={styles.missing}>Missing: the files are gone</span>}
        </span>
        {/* Truncated at the left: models differ at the end of their paths. */}
        <span className={`${styles.knownPath} clip`}>
          <bdi>{model.path}</bdi>
        </span>
        <span className={styles.knownFacts}>
          {ARCHITECTURE_TITLES[model.architecture]} · {formatCount(model.edgeCount)} edges
          <br />
          {formatWhen(model.openedAt)}
        </span>
      </button>
      <Tooltip label="Remove from this list. The files stay where they are.">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Forget ${model.name}`}
          onClick={() => void forgetModel(model.path)}
        >
          <X size={14} />
        </ActionIcon>
      </Tooltip>
    </li>
  )
}
