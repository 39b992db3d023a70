// Small comforts of every page; each task works without them.

/** Send a form once: the second press of an impatient thumb is dropped. */
function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])")) {
      button.setAttribute("aria-disabled", "true");
    }
  });
  // A page that comes back from the browser's memory must be sendable again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });
}

/** Put the reader at the list of faults; focus is what announces it, and it happens once. */
function focusFaults(): void {
  const summary = document.querySelector<HTMLElement>("[data-focus]");
  summary?.focus();
  summary?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const id = link?.getAttribute("href")?.slice(1);
    const found = id ? document.getElementById(id) : null;
    const field = found?.matches("input,select,textarea") ? found : found?.querySelector("input,select,textarea");
    if (!(field instanceof HTMLElement)) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
}

/** Escape closes the menu and gives the focus back; a press elsewhere closes it too. */
function closeMenus(): void {
  const open = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details:is(.menu,.menu-more)[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}

/** A choice with data-send sends its form at once; its button stays for whoever has no script. */
function sendOnChoice(): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof Element)) return;
    const form = field.closest<HTMLFormElement>("form[data-send]");
    if (form && field.matches("select,[type=checkbox],[type=radio]")) form.requestSubmit();
  });
}

/** The list of the desk is walked with j and k, as mail is. */
function walkRows(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !["j", "k"].includes(event.key)) return;
    if (event.target instanceof Element && event.target.closest("input,textarea,select,[contenteditable]")) return;
    const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-walk] a[data-row]")];
    if (!links.length) return;
    const here = links.findIndex((link) => link === document.activeElement);
    const next = here + (event.key === "j" ? 1 : -1);
    links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
  });
}

guardForms();
focusFaults();
closeMenus();
sendOnChoice();
walkRows();

export {};
