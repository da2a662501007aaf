/** The addresses of a name, as the name system gives them. Rejects where there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;
