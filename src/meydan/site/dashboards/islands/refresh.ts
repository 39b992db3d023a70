// A framed dashboard renews itself: never while somebody reads a table in it or the page is out of sight.
const LEAST_S = 60;

function isRead(main: HTMLElement): boolean {
  return document.hidden || main.contains(document.activeElement) || main.querySelector("details[open]") !== null;
}

async function renew(main: HTMLElement): Promise<void> {
  if (isRead(main)) return;
  const answer = await fetch(location.href, { credentials: "omit" });
  if (!answer.ok || isRead(main)) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  if (fresh) main.replaceChildren(...fresh.childNodes);
}

const main = document.getElementById("main");
const every = Number(main?.dataset.refresh ?? 0);
if (main && every >= LEAST_S) {
  // What could not be fetched is fetched next time; the frame keeps what it has.
  setInterval(() => void renew(main).catch(() => undefined), every * 1000);
}
