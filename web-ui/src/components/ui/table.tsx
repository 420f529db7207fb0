import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'

export interface Column<Row> {
  key: string
  heading: string
  cell: (row: Row) => ReactNode
  /** Numbers and times line up at the end. */
  end?: boolean
}

export interface TableProps<Row> {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
}

/** A table on wide screens; below 640 px every row becomes a card with its headings beside the values. */
export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <table className="w-full border-collapse max-sm:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-sm:sr-only">
        <tr className="border-b border-line">
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={cx(
                'px-3 py-2 text-caption font-medium text-ink-muted',
                column.end ? 'text-end' : 'text-start',
              )}
            >
              {column.heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {rows.map((row) => (
          <tr key={rowKey(row)} className="border-b border-line last:border-0 max-sm:block max-sm:py-2">
            {columns.map((column, index) => (
              <td
                key={column.key}
                className={cx(
                  'px-3 py-2.5 align-middle max-sm:flex max-sm:items-baseline max-sm:justify-between max-sm:gap-4 max-sm:py-1',
                  column.end && 'tabular sm:text-end',
                )}
              >
                <span aria-hidden className={cx('text-caption text-ink-muted sm:hidden', index === 0 && 'hidden')}>
                  {column.heading}
                </span>
                <span className={cx('min-w-0 wrap-anywhere', index > 0 && 'max-sm:text-end')}>{column.cell(row)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
