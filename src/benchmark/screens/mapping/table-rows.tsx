import { useTranslation } from 'react-i18next';
import { cellText, type TablePreview } from '../../datasets/table';
import classes from './mapping.module.css';

/** The first rows as they stand in the file. Scrolls inside itself. */
export function TableRows({ name, preview: { columns, rows } }: { name: string; preview: TablePreview }) {
  const { t } = useTranslation();
  const label = t('benchmark.mapping.firstRows', { name });
  return (
    // What the dialog is about has the focus first, not what closes it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a large table scrolls by keyboard.
    <section className={classes.preview} aria-label={label} tabIndex={0} data-autofocus>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('benchmark.mapping.line')}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, cells }) => (
            <tr key={line}>
              <td>{line}</td>
              {columns.map((column) => (
                <td key={column}>
                  <div className={classes.cell}>{cellText(cells.get(column))}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
