import type { ReactNode } from 'react';

export interface Column<Row> {
  title: string;
  show: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  isFigure?: boolean;
  isWide?: boolean;
}

interface TableProps<Row> {
  /** What it is a table of, for those who hear it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Said when there is no row. */
  empty: string;
}

/** Rows under titles. The first link of a row is what `j` and `k` go to. */
export function Table<Row>({ caption, columns, rows, keyOf, empty }: TableProps<Row>) {
  if (rows.length === 0) return <p className="quiet empty">{empty}</p>;
  return (
    <table className="table">
      <caption className="only-heard">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, isFigure }) => (
            <th key={title} scope="col" className={isFigure ? 'right' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-row="">
            {columns.map(({ title, show, isFigure, isWide }) => (
              <td key={title} data-title={title} className={isFigure ? 'right' : isWide ? 'wide' : undefined}>
                <div className="cell">{show(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
