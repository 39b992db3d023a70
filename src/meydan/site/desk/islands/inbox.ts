// Keys for the inbox: j and k walk the rows, Enter opens the case, / goes to the search box.
const links = [...document.querySelectorAll<HTMLAnchorElement>(".case-link")];
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;

function here(): number {
  const focused = links.findIndex((link) => link === document.activeElement);
  if (focused >= 0) return focused;
  return links.findIndex((link) => link.closest("[aria-current]") !== null);
}

function walk(step: number): void {
  const next = links[Math.min(links.length - 1, Math.max(0, here() + step))];
  next?.focus();
  next?.closest("li")?.scrollIntoView({ block: "nearest" });
}

function search(event: KeyboardEvent): void {
  event.preventDefault();
  document.querySelector<HTMLInputElement>(".filters input[type=search]")?.focus();
}

const acts: Record<string, (event: KeyboardEvent) => void> = {
  j: () => walk(1),
  k: () => walk(-1),
  o: () => document.querySelector<HTMLAnchorElement>("[data-open]")?.click(),
  "/": search,
};

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  acts[event.key]?.(event);
});
document.querySelector<HTMLElement>("[data-keys]")?.removeAttribute("hidden");

// The deeds for ticked cases open by themselves, and say how many are ticked.
const ticks = [...document.querySelectorAll<HTMLInputElement>("[data-bulk] input[name=case]")];
const more = document.querySelector<HTMLDetailsElement>("[data-bulk-more]");
const shown = document.querySelector<HTMLElement>("[data-ticked]");
for (const tick of ticks) {
  tick.addEventListener("change", () => {
    const count = ticks.filter((one) => one.checked).length;
    if (more) more.open = count > 0;
    if (shown) shown.textContent = count ? new Intl.NumberFormat(document.documentElement.lang).format(count) : "";
  });
}
