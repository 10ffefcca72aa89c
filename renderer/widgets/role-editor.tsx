import { Button } from '@mantine/core'
import { useState } from 'react'
import {
  colourOfGroup,
  MAX_ROLE_EVIDENCE,
  MAX_ROLE_LABEL,
  MAX_ROLE_PROMPTS,
  ROLE_COLOURS,
  ROLE_TITLES,
  roleWithTitle,
  type NodeRole,
  type RoleColour,
  type RoleSuggestion,
} from '../../contract'
import { shownNode } from '../../engine/graph'
import { acceptRoles, removeRoles, renameGroup, saveRoles, useRoles } from '../state/roles'
import { RoleLabelField } from './role-label-field'
import { RoleSwatch } from './role-mark'
import { TermArea } from './term'
import styles from './role-editor.module.css'

interface RoleEditorProps {
  modelHash: string
  node: string
  /** The best first; without, only what a person says is shown. */
  suggestions?: readonly RoleSuggestion[]
  /** On which prompts the suggestions were made; empty without. */
  promptsName?: string
}

/** What a node does: suggestions to accept, and a person's own words to name, colour and take back. */
export function RoleEditor({ modelHash, node, suggestions = [], promptsName = '' }: RoleEditorProps) {
  const { byNode, list } = useRoles(modelHash)
  const role = byNode.get(node)
  const others = list.filter((other) => other.node !== node)
  const name = (label: string) => {
    const known = role ?? { role: null, evidence: '', promptsName: promptsName.slice(0, MAX_ROLE_PROMPTS) }
    const titled = roleWithTitle(label)
    const colour = colourOfGroup(label, titled, others)
    void saveRoles(modelHash, [
      {
        ...known,
        node,
        label,
        role: titled ?? known.role,
        colour: isGroup(others, label) || !role ? colour : role.colour,
      },
    ])
  }
  return (
    <div className={styles.editor} role="group" aria-label={`Role of ${shownNode(node)}`}>
      <RoleLabelField
        // What is typed belongs to this node and its role as it is.
        key={`${node} ${role?.label}`}
        node={node}
        label={role?.label ?? ''}
        known={[...new Set([...others.map(({ label }) => label), ...Object.values(ROLE_TITLES)])]}
        onName={name}
      />
      {role && <AcceptedRole modelHash={modelHash} role={role} others={others} />}
      {suggestions
        .filter((suggestion) => suggestion.role !== role?.role || role.evidence !== suggestion.sentence)
        .map((suggestion) => (
          <Suggestion
            key={suggestion.role}
            suggestion={suggestion}
            onAccept={() => void acceptRoles(modelHash, [{ node, suggestion }], promptsName)}
          />
        ))}
    </div>
  )
}

function isGroup(others: readonly NodeRole[], label: string): boolean {
  return others.some((other) => other.label === label)
}

interface AcceptedRoleProps {
  modelHash: string
  role: NodeRole
  others: readonly NodeRole[]
}

function AcceptedRole({ modelHash, role, others }: AcceptedRoleProps) {
  const { node, label, colour, evidence, promptsName } = role
  const group = others.filter((other) => other.label === label)
  return (
    <>
      <ColourChoice
        label={label}
        colour={colour}
        onChoose={(chosen) => void saveRoles(modelHash, [{ ...role, colour: chosen }])}
      />
      {group.length > 0 && (
        <GroupName key={label} modelHash={modelHash} label={label} size={group.length + 1} />
      )}
      <EvidenceField
        key={`${node} ${evidence}`}
        role={role}
        onChange={(changed) => void saveRoles(modelHash, [changed])}
      />
      {promptsName && <p className="dim">On {promptsName}.</p>}
      <Button size="compact-xs" variant="default" onClick={() => void removeRoles(modelHash, [node])}>
        Remove role
      </Button>
    </>
  )
}

function GroupName({ modelHash, label, size }: { modelHash: string; label: string; size: number }) {
  const [name, setName] = useState<string | null>(null)
  const commit = () => {
    const chosen = name?.trim()
    setName(null)
    if (chosen && chosen !== label) void renameGroup(modelHash, label, chosen)
  }
  if (name === null)
    return (
      <p className="dim">
        One of {size} nodes.{' '}
        <button type="button" className={styles.link} onClick={() => setName(label)}>
          Rename all
        </button>
      </p>
    )
  return (
    <input
      autoFocus
      className={styles.field}
      aria-label={`Name of all ${size} nodes`}
      maxLength={MAX_ROLE_LABEL}
      value={name}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') setName(null)
        event.stopPropagation()
      }}
      onBlur={commit}
    />
  )
}

interface ColourChoiceProps {
  label: string
  colour: RoleColour
  onChoose: (colour: RoleColour) => void
}

/** The colour of all nodes of the label. */
function ColourChoice({ label, colour, onChoose }: ColourChoiceProps) {
  return (
    <div role="radiogroup" aria-label={`Colour of ${label}`} className={styles.colours}>
      {ROLE_COLOURS.map((each, i) => (
        <button
          key={each}
          type="button"
          role="radio"
          aria-checked={each === colour}
          aria-label={`Colour ${i + 1}`}
          className={styles.colour}
          onClick={() => onChoose(each)}
        >
          <RoleSwatch colour={each} />
        </button>
      ))}
    </div>
  )
}

/** The sentence of the suggestion, or the person's own. */
function EvidenceField({ role, onChange }: { role: NodeRole; onChange: (role: NodeRole) => void }) {
  const [text, setText] = useState(role.evidence)
  return (
    <textarea
      className={styles.field}
      rows={3}
      aria-label={`Evidence for the role of ${shownNode(role.node)}`}
      placeholder="What speaks for it"
      maxLength={MAX_ROLE_EVIDENCE}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.stopPropagation()}
      onBlur={() => text.trim() !== role.evidence && onChange({ ...role, evidence: text.trim() })}
    />
  )
}

function Suggestion({ suggestion, onAccept }: { suggestion: RoleSuggestion; onAccept: () => void }) {
  const { role, confidence, sentence } = suggestion
  return (
    <div className={styles.suggestion} data-confidence={confidence}>
      <span>
        <RoleSwatch colour={colourOfGroup('', role, [])} isSuggested />{' '}
        <TermArea text={ROLE_TITLES[role]}>
          <span>{sentence}</span>
        </TermArea>
        {confidence === 'weak' && <span className="dim"> Weak: worth a look.</span>}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        flex="none"
        aria-label={`Accept ${ROLE_TITLES[role]}`}
        onClick={onAccept}
      >
        Accept
      </Button>
    </div>
  )
}
