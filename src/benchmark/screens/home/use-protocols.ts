import { useLanguage } from '@/i18n/use-language';
import { protocols as ours } from '../../protocols/catalog';
import type { Protocol } from '../../protocols/protocol';
import { useAddedProtocols } from '../../queries';

export interface ListedProtocol {
  /** Of ours, name and version; of an added one its hash, because two files may share both. */
  key: string;
  protocol: Protocol;
  /** Its name, told apart where two are called the same. */
  label: string;
  /** Null of ours, which nobody deletes. */
  hash: string | null;
}

/** Ours, then those that came from files. Undefined until these were read. */
export function useProtocols(): ListedProtocol[] | undefined {
  const language = useLanguage();
  const added = useAddedProtocols();
  if (!added) return undefined;
  const every = [
    ...ours.map((protocol) => ({ key: `${protocol.id}/${protocol.version}`, protocol, hash: null })),
    ...added.map(({ hash, protocol }) => ({ key: hash, protocol, hash })),
  ];
  const names = every.map(({ protocol }) => protocol.name[language]);
  return every.map((each, at) => {
    const name = names[at]!;
    const alone = names.indexOf(name) === names.lastIndexOf(name);
    return { ...each, label: alone || each.hash === null ? name : `${name} (${each.hash.slice(0, 7)})` };
  });
}
