// A form on the spot: it opens without the network, keeps what is sent, and sends it when the network is back.
import { holds, type Value } from "./parts/rules";
import { drop, keep, waiting, type Waiting } from "./parts/queue";

// A list of forms to be filled in has no form itself: it keeps their pages at hand and sends what waits.
const form = document.querySelector<HTMLFormElement>("form[data-field]");
const list = document.querySelector<HTMLElement>("[data-waiting]");
const words: Record<string, string> = JSON.parse(document.querySelector<HTMLElement>("[data-words]")?.dataset.words ?? "{}");

function answers(within: HTMLFormElement): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const asked of within.querySelectorAll<HTMLElement>("[data-asked]")) {
    const code = asked.dataset.asked ?? "";
    const all = new FormData(within).getAll(code).filter((one): one is string => typeof one === "string" && one !== "");
    const kind = asked.dataset.kind;
    if (!all.length || asked.hidden) continue;
    if (kind === "choices") found.set(code, all);
    else if (kind === "yes_no") found.set(code, all[0] === "yes");
    else if (kind === "number" || kind === "money") found.set(code, figure(all[0] ?? ""));
    else found.set(code, all[0]);
  }
  return found;
}

/** A figure in Persian, Arabic or Latin digits; the last mark is the decimal one. The server reads it again. */
function figure(typed: string): number | undefined {
  const latin = typed.replace(/[۰-۹٠-٩]/g, (digit) => String("۰۱۲۳۴۵۶۷۸۹".indexOf(digit) >= 0 ? "۰۱۲۳۴۵۶۷۸۹".indexOf(digit) : "٠١٢٣٤٥٦٧٨٩".indexOf(digit)));
  const found = Number(latin.replace(/[٫,]/g, ".").replace(/\s/g, ""));
  return Number.isFinite(found) ? found : undefined;
}

function follow(within: HTMLFormElement): void {
  for (const asked of within.querySelectorAll<HTMLElement>("[data-rule]")) {
    asked.hidden = !holds(JSON.parse(asked.dataset.rule ?? "[]"), answers(within));
  }
}

async function take(within: HTMLFormElement): Promise<void> {
  const entries = [...new FormData(within).entries()].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size),
  );
  const key = crypto.randomUUID();
  await keep({ key, url: within.action, title: within.dataset.title ?? "", at: new Date().toISOString(), entries });
  within.reset();
  forgetTyped(within);
  follow(within);
  await show();
  say(navigator.onLine ? (words.sending ?? "") : (words.kept ?? ""));
  await flush();
}

/** One tab sends at a time; a form leaves the list only when the server has said that it has it. */
async function flush(): Promise<void> {
  await navigator.locks.request("meydan-field", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const one of await waiting()) {
      if (!(await sent(one))) break;
    }
  });
  await show();
}

async function sent(one: Waiting): Promise<boolean> {
  try {
    const asked = await fetch("/field/token/", { cache: "no-store" });
    if (!asked.ok || asked.redirected) {
      say(words.signIn ?? "");
      return false;
    }
    const { token } = (await asked.json()) as { token: string };
    const body = new FormData();
    for (const [name, value] of one.entries) body.append(name, value);
    body.set("key", one.key);
    body.set("written_at", one.at);
    const answer = await fetch(one.url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
    if (!answer.ok || answer.redirected) {
      say(answer.status >= 500 ? (words.later ?? "") : `${await why(answer)} ${words.refused ?? ""}`.trim());
      return answer.status < 500 && answer.status !== 403;
    }
    const told = (await answer.json()) as Told;
    await drop(one.key);
    done(one, told);
    return true;
  } catch {
    // No network: it stays on the list, and the next chance comes by itself.
    return false;
  }
}

/** What came of a form; ``said`` where the server has a sentence of its own for it. */
interface Told {
  state: string;
  code: string;
  href: string;
  said?: string;
}

async function why(answer: Response): Promise<string> {
  const told = (await answer.json().catch(() => ({}))) as { said?: string };
  return told.said ?? "";
}

function done(one: Waiting, told: Told): void {
  const line = document.createElement("li");
  const link = document.createElement("a");
  const said = told.said ?? (told.state === "sent" ? `${words.sent ?? ""} ${told.code}` : (words.unfinished ?? ""));
  link.href = told.href;
  link.textContent = said;
  line.append(`${one.title} · `, link);
  document.querySelector("[data-done]")?.append(line);
  say(said);
}

// Words half written outlive a page that is closed or killed; files do not, a browser hands none back.
const typedAt = (within: HTMLFormElement): string => `meydan-typed:${within.action}`;

function keepTyped(within: HTMLFormElement): void {
  const boxes = [...within.querySelectorAll<HTMLTextAreaElement>("textarea[name]")].filter((box) => box.value);
  localStorage.setItem(typedAt(within), JSON.stringify(boxes.map((box) => [box.name, box.value])));
}

function bringTyped(within: HTMLFormElement): void {
  for (const [name, value] of JSON.parse(localStorage.getItem(typedAt(within)) ?? "[]") as [string, string][]) {
    const box = within.elements.namedItem(name);
    if (box instanceof HTMLTextAreaElement && !box.value) box.value = value;
  }
}

function forgetTyped(within: HTMLFormElement): void {
  localStorage.removeItem(typedAt(within));
}

async function show(): Promise<void> {
  const all = await waiting();
  if (!list) return;
  list.hidden = !all.length;
  list.querySelector("ul")?.replaceChildren(
    ...all.map((one) => {
      const line = document.createElement("li");
      line.textContent = `${one.title} · ${new Date(one.at).toLocaleString(document.documentElement.lang)}`;
      return line;
    }),
  );
}

function say(said: string): void {
  const line = document.querySelector<HTMLElement>("[data-say]");
  if (line) line.textContent = said;
}

function locate(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-gps]")) {
    if (!("geolocation" in navigator)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const [lon, lat, radius] = (button.dataset.gps ?? "").split(",").map((id) => document.getElementById(id));
          if (!(lon instanceof HTMLInputElement) || !(lat instanceof HTMLInputElement)) return;
          // Where a round begins stands in the address of the page, and so in logs: about a street is near enough.
          const digits = "gpsGo" in button.dataset ? 3 : 6;
          lon.value = coords.longitude.toFixed(digits);
          lat.value = coords.latitude.toFixed(digits);
          if (radius instanceof HTMLInputElement) radius.value = coords.accuracy.toFixed(0);
          say(words.located ?? "");
          if ("gpsGo" in button.dataset) button.form?.requestSubmit();
        },
        () => say(words.notLocated ?? ""),
        { enableHighAccuracy: true, timeout: 20000 },
      );
    });
  }
}

async function keepPages(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" });
  const ready = await navigator.serviceWorker.ready;
  const used = performance.getEntriesByType("resource").map((one) => one.name);
  const links = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet],link[rel=icon]")].map((one) => one.href);
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (!event.data?.kept) return;
    document.documentElement.dataset.atHand = "1";
    for (const said of document.querySelectorAll<HTMLElement>("[data-when-at-hand]")) said.hidden = false;
  });
  const pages = [...document.querySelectorAll<HTMLAnchorElement>("a[data-keep]")].map((one) => one.href);
  const only = document.querySelector<HTMLElement>("[data-keep-only]")?.dataset.keepOnly;
  ready.active?.postMessage({ keep: [location.href, ...new Set([...used, ...links, ...pages])], only });
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void take(form);
  });
  form.addEventListener("input", () => {
    follow(form);
    if ("keepsTyped" in form.dataset) keepTyped(form);
  });
  bringTyped(form);
  follow(form);
}
if (list) {
  locate();
  window.addEventListener("online", () => void flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void flush();
  });
  setInterval(() => void flush(), 60_000);
  void show().then(flush);
  void keepPages();
}

export {};
