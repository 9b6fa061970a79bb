import { create } from 'zustand';

/** What somebody is searching for in the inbox: kept while they look at other screens. */
export const useApprovalsSearch = create<{ readonly query: string }>(() => ({ query: '' }));
