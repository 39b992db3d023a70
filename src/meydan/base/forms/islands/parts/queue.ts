// Forms that wait for the network, in the browser's own store: kept before anything is sent, gone when it arrived.
export interface Waiting {
  key: string;
  url: string;
  title: string;
  at: string;
  entries: [string, string | File][];
}

function opened(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = indexedDB.open("meydan-field", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function within<Found>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<Found>): Promise<Found> {
  const base = await opened();
  try {
    return await new Promise((done, failed) => {
      const change = base.transaction("waiting", mode, { durability: "strict" });
      const request = act(change.objectStore("waiting"));
      change.oncomplete = () => done(request.result);
      change.onabort = () => failed(change.error);
      change.onerror = () => failed(change.error);
    });
  } finally {
    base.close();
  }
}

export const keep = (one: Waiting): Promise<unknown> => within("readwrite", (store) => store.put(one));
export const drop = (key: string): Promise<unknown> => within("readwrite", (store) => store.delete(key));
export const waiting = (): Promise<Waiting[]> => within("readonly", (store) => store.getAll() as IDBRequest<Waiting[]>);
