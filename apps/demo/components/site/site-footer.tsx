// The bottom of every page. With a local Mida it leads to Mida's own page, where the recorded events are.
import Link from 'next/link'
import type { ReactElement } from 'react'
import { findLocalMida } from '@/lib/mida/public-config'

export function SiteFooter(): ReactElement {
  const localMida = findLocalMida()
  return (
    <footer className="site-footer">
      <p className="wrap">
        <span>Tidydesk is a demo: nothing is sold here.</span>
        <Link href="/privacy">Privacy</Link>
        <Link href="/lab">Lab</Link>
        {localMida && <a href={localMida}>Local Mida</a>}
      </p>
    </footer>
  )
}
