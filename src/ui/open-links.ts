import { createContext, useContext } from 'react';

const OpenLinks = createContext(true);

/** Whether links to other places may be opened here; else their addresses are text. */
export const OpenLinksProvider = OpenLinks.Provider;

export function useOpenLinks(): boolean {
  return useContext(OpenLinks);
}
