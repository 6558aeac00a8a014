// The lines of a cart or an order, with their sum.
import type { ReactElement } from 'react'
import { type CartLine, sumCents } from '@/lib/cart'
import { formatCents } from '@/lib/money'
import { CartCount } from './cart-count'

type CartTableProps = {
  lines: readonly CartLine[]
  /** Whether the counts can be changed here. */
  canChange?: boolean
}

export function CartTable({ lines, canChange = false }: CartTableProps): ReactElement {
  return (
    <table className="cart">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Count</th>
          <th scope="col" className="number">
            Price
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ product, count, cents }) => (
          <tr key={product.id}>
            <th scope="row">{product.name}</th>
            <td>{canChange ? <CartCount product={product} count={count} /> : count}</td>
            <td className="number">{formatCents(cents)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            Total
          </th>
          <td className="number">{formatCents(sumCents(lines))}</td>
        </tr>
      </tfoot>
    </table>
  )
}
