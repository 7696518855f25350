import type { AuditEntry } from '@/db/audit';

/** RFC 4180, oldest first, times in UTC; the number tells where entries are missing. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.toSorted((a, b) => a.id - b.id).map(csvLine);
  return `number,time,event,subject\r\n${lines.join('')}`;
}

const csvLine = ({ id, at, kind, subject }: AuditEntry): string =>
  `${id},${new Date(at).toISOString()},${kind},${quoted(subject ?? '')}\r\n`;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
