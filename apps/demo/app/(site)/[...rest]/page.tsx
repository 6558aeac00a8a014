// Every address that no other page has: with several root layouts, this is what gives it the shop's own "not found".
import { notFound } from 'next/navigation'

export default function RestPage(): never {
  notFound()
}
