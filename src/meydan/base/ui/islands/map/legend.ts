// The legend in words: ticking a layer shows it on the map and in the list, and the address remembers it.
import type { LibraryMap } from "./types";

/** Follow the checkboxes named "layers" inside the map's element. */
export function startLegend(map: LibraryMap, host: HTMLElement): void {
  const boxes = [...host.querySelectorAll<HTMLInputElement>("input[type=checkbox][name=layers]")];
  if (!boxes.length) return;
  const apply = (): void => {
    for (const box of boxes) show(map, host, box.value, box.checked);
  };
  for (const box of boxes) {
    box.addEventListener("change", () => {
      show(map, host, box.value, box.checked);
      remember(boxes);
    });
  }
  map.on("styledata", apply);
  apply();
}

function show(map: LibraryMap, host: HTMLElement, code: string, on: boolean): void {
  for (const part of ["area", "edge", "point"]) setVisible(map, `data-${code}-${part}`, on);
  setVisible(map, `${code}-name`, on);
  for (const item of host.querySelectorAll<HTMLElement>(`[data-layer="${CSS.escape(code)}"]`)) item.hidden = !on;
}

function setVisible(map: LibraryMap, id: string, on: boolean): void {
  const wanted = on ? "visible" : "none";
  // Setting what stands already would fire styledata again, without end.
  if (map.getLayer(id) && (map.getLayoutProperty(id, "visibility") ?? "visible") !== wanted) {
    map.setLayoutProperty(id, "visibility", wanted);
  }
}

function remember(boxes: HTMLInputElement[]): void {
  const address = new URL(location.href);
  address.searchParams.delete("layers");
  for (const box of boxes) if (box.checked) address.searchParams.append("layers", box.value);
  history.replaceState(null, "", address);
}
