// Keeps the pages of /field/ at hand without the network: the newest when there is one, else the one kept last.
const KEPT = "field-1";
const VISITS = "/field/cases/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const addresses = event.data?.keep;
  if (!Array.isArray(addresses)) return;
  const ours = addresses.filter((address) => new URL(address, self.location).origin === self.location.origin);
  const keep = caches
    .open(KEPT)
    .then((store) => Promise.allSettled(ours.map((address) => store.add(address))).then(() => tidy(store, ours, event.data.only)))
    .then(() => event.source?.postMessage({ kept: true }));
  event.waitUntil(keep);
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const isOurs = request.method === "GET" && address.origin === self.location.origin;
  // A token is only good fresh; what is sent is never answered from memory.
  if (!isOurs || address.pathname === "/field/token/" || address.pathname.startsWith("/tiles/")) return;
  event.respondWith(address.pathname.startsWith("/static/") ? keptFirst(request) : newestFirst(request));
});

/** Forget the pages beneath a folder that are not wanted any more: what is done need not lie on a phone. */
async function tidy(store, wanted, folder) {
  if (!folder) return;
  for (const request of await store.keys()) {
    if (new URL(request.url).pathname.startsWith(folder) && !wanted.includes(request.url)) await store.delete(request);
  }
}

async function keptFirst(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function newestFirst(request) {
  try {
    const answer = await fetch(request);
    // Whoever is asked to sign in may be somebody else: the visits of the one before are not for them.
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) {
      await tidy(await caches.open(KEPT), [], VISITS);
    }
    // A page one is sent on from, or refused, is not the form.
    if (answer.ok && !answer.redirected && request.mode === "navigate") {
      const store = await caches.open(KEPT);
      await store.put(request, answer.clone());
    }
    return answer;
  } catch (fault) {
    const kept = await caches.match(request, { ignoreSearch: request.mode === "navigate" });
    if (kept) return kept;
    throw fault;
  }
}
