/** Begins the names of tables that lie in a browser and not beside the page: see localTableName. */
export const LOCAL_PREFIX = 'local:';

export const isLocalTable = (name: string): boolean => name.startsWith(LOCAL_PREFIX);
