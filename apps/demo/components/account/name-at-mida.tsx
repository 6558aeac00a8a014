'use client'
// Whom Mida takes this browser for: the shop's user, once the browser could tell it, else a visitor, if it is one.
import { type UuidState, useMidaUuid } from '@mida-kit/react'
import type { ReactElement } from 'react'

export function NameAtMida({ userId }: { userId: string | undefined }): ReactElement {
  const { status } = useMidaUuid()
  if (userId === undefined) return <>{VISITOR[status]}</>
  return (
    <>
      <code>{userId}</code>
      {/* It keeps its place, so that nothing moves when it goes. */}
      <span className="hint kept" hidden={status === 'ready'}>
        {' '}
        Mida may not know this user yet.
      </span>
    </>
  )
}

const VISITOR: Readonly<Record<UuidState['status'], string>> = {
  ready: 'A visitor without a name: events go by uuid.',
  pending: 'A visitor without a name: events go by uuid, once there is one.',
  unavailable: 'Nobody: without a uuid no event can be recorded.',
}
