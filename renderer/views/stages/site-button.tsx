import type { Site } from '../../../contract'
import { nodeOfSite, siteKey, siteTitle } from '../../state/sites'
import { NodeRoleMark } from '../../widgets/role-mark'
import styles from './site-button.module.css'

interface SiteButtonProps {
  site: Site
  isSelected: boolean
}

/** The name of a site in a table, and the role of its node; pressed while it is selected. The table row handles the click. */
export function SiteButton({ site, isSelected }: SiteButtonProps) {
  const node = nodeOfSite(site)
  return (
    <>
      <button type="button" className={styles.button} title={siteKey(site)} aria-pressed={isSelected}>
        {siteTitle(site)}
      </button>
      {node && (
        <span className={styles.role}>
          <NodeRoleMark node={node} />
        </span>
      )}
    </>
  )
}
