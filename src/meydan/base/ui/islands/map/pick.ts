// Choosing a point: press the map, drag the mark, or use the middle of the map from the keyboard.
import type { LngLatLike, MapMouseEvent } from "maplibre-gl";
import type { Library, LibraryMap } from "./types";

const CLOSE = 16;

/** Write the chosen longitude and latitude into the two form fields named by data-pick ("id_lon,id_lat"). */
export function startPicking(library: Library, map: LibraryMap, host: HTMLElement, words: Record<string, string>): void {
  const [lonField, latField] = (host.dataset.pick ?? "").split(",").map((id) => document.getElementById(id.trim()));
  if (!(lonField instanceof HTMLInputElement) || !(latField instanceof HTMLInputElement)) return;
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  const mark = new library.Marker({ draggable: true, color: accent });
  const said = document.createElement("p");
  said.className = "hint";
  said.setAttribute("role", "status");

  const choose = (lon: number, lat: number): void => {
    mark.setLngLat([lon, lat]).addTo(map);
    lonField.value = lon.toFixed(6);
    latField.value = lat.toFixed(6);
    lonField.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = words.chosen ?? "";
  };
  mark.on("dragend", () => choose(mark.getLngLat().lng, mark.getLngLat().lat));
  map.on("click", (event: MapMouseEvent) => choose(event.lngLat.lng, event.lngLat.lat));

  host.querySelector(".map-canvas")?.after(buttons(map, words, choose), said);
  if (lonField.value && latField.value) {
    choose(Number(lonField.value), Number(latField.value));
    map.jumpTo({ center: mark.getLngLat() as LngLatLike, zoom: CLOSE });
  }
}

function buttons(map: LibraryMap, words: Record<string, string>, choose: (lon: number, lat: number) => void): HTMLElement {
  const row = document.createElement("div");
  row.className = "row-of";
  row.append(
    button(words.middle ?? "", () => {
      const { lng, lat } = map.getCenter();
      choose(lng, lat);
    }),
  );
  if ("geolocation" in navigator) {
    row.append(
      button(words.here ?? "", () => {
        navigator.geolocation.getCurrentPosition(({ coords }) => {
          map.jumpTo({ center: [coords.longitude, coords.latitude], zoom: CLOSE });
          choose(coords.longitude, coords.latitude);
        });
      }),
    );
  }
  return row;
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-secondary button-small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
