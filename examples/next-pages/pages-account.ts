// pages/account.tsx: reading the visitor in getServerSideProps. Nothing is tracked there: pages are rendered on prefetch too.
import type { GetServerSideProps } from 'next'
import { mida } from './mida.ts'

export const getServerSideProps: GetServerSideProps = async ({ req }) => {
  const visitor = await mida.forRequest(req).readVisitor()
  return { props: { midaUuid: visitor?.midaUuid ?? null } }
}
