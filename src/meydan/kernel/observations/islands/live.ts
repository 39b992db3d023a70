// New values on a page that stays open. Without it the page shows what it was sent, which is as true as its age says.
//
// <span data-live-datastream="5"> gets the value as people write it, <time data-live-age="5"> its age.

interface Told {
  datastream: number;
  at: string;
  text: string;
  age: string;
}

const MOST = 200;
const AGE_EVERY_MS = 30_000;
const SHOWN_NEW_MS = 1_500;
const language = document.documentElement.lang;
const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let source: EventSource | null = null;

function all(name: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-live-${name}]`)];
}

function of(name: string, id: number): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>(`[data-live-${name}="${id}"]`);
}

function isLater(one: string | null | undefined, other: string): boolean {
  return Date.parse(one ?? "") > Date.parse(other);
}

/** Put a value in its place, unless a later one stands there; what says the same is left alone. */
function show(told: Told): void {
  for (const place of of("datastream", told.datastream)) {
    if (isLater(place.dataset.at, told.at) || place.textContent === told.text) continue;
    place.dataset.at = told.at;
    place.textContent = told.text;
    if (calm.matches) continue;
    place.classList.add("is-new");
    window.setTimeout(() => place.classList.remove("is-new"), SHOWN_NEW_MS);
  }
  for (const place of of("age", told.datastream)) {
    if (isLater(place.getAttribute("datetime"), told.at)) continue;
    place.setAttribute("datetime", told.at);
    place.textContent = told.age;
  }
}

/** Ages go on while nothing comes: a number that is not renewed must not look fresh. */
function ageAll(): void {
  for (const place of all("age")) {
    const minutes = Math.floor((Date.now() - Date.parse(place.getAttribute("datetime") ?? "")) / 60_000);
    if (!(minutes >= 1) || minutes >= 48 * 60) continue;
    place.textContent = minutes < 60 ? words.format(-minutes, "minute") : words.format(-Math.floor(minutes / 60), "hour");
  }
}

function open(): void {
  const ids = [...new Set(all("datastream").map((place) => place.dataset.liveDatastream))].slice(0, MOST);
  if (source || !ids.length) return;
  const decimals = document.querySelector<HTMLElement>("[data-live-decimals]")?.dataset.liveDecimals ?? "1";
  source = new EventSource(`/live/observations?datastreams=${ids.join(",")}&lang=${language}&decimals=${decimals}`);
  source.addEventListener("observation", (event) => show(JSON.parse((event as MessageEvent<string>).data) as Told));
}

function close(): void {
  source?.close();
  source = null;
}

// A page nobody looks at holds no seat; when it is looked at again it is sent the newest first.
document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
window.addEventListener("pagehide", close);
window.setInterval(ageAll, AGE_EVERY_MS);
if (!document.hidden) open();

export {};
