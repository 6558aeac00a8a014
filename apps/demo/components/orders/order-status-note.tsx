'use client'
// How far an order has come, in words. While the payment is under way the page looks again by itself.
import { useRouter } from 'next/navigation'
import { type ReactElement, useEffect } from 'react'
import { ORDER_WORDS, type OrderStatus } from '@/lib/orders/order-words'

const LOOK_AGAIN_MS = 1_000

export function OrderStatusNote({ status }: { status: OrderStatus }): ReactElement {
  const router = useRouter()
  const isOpen = status === 'open'
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => router.refresh(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isOpen, router])

  return (
    <p role="status" className="note" data-order={status}>
      {ORDER_WORDS[status]}
    </p>
  )
}
