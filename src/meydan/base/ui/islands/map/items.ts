// What the list says, said again on the map: a button for each item, and a word when one is pressed.
import type { MapMouseEvent } from "maplibre-gl";
import type { Library, LibraryMap } from "./types";

export interface MapItem {
  lon: number;
  lat: number;
  title: string;
  href?: string;
  detail?: string;
  state?: "good" | "watch" | "bad" | "stale";
  layer?: string;
  current?: boolean;
  // Outlines of an area, each a closed ring of lon, lat.
  area?: [number, number][][];
}
export type Items = MapItem[];

/** Put the items on the map and make the drawn features of the data layers answer to a press. */
export function markersOf(library: Library, map: LibraryMap, items: Items, placeUrl: string, layers: string[]): void {
  for (const item of items) if (!item.area) marker(library, map, item);
  if (items.length > 1 || items.some((item) => item.area)) map.fitBounds(frame(library, items), { padding: 56, maxZoom: 16, animate: false });
  if (placeUrl) answerPresses(library, map, placeUrl, layers);
}

function marker(library: Library, map: LibraryMap, item: MapItem): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `map-point${item.state ? ` map-point-${item.state}` : ""}`;
  if (item.layer) button.dataset.layer = item.layer;
  if (item.current) button.setAttribute("aria-current", "true");
  const popup = new library.Popup({ offset: 14, maxWidth: "18rem" }).setDOMContent(card(item));
  new library.Marker({ element: button }).setLngLat([item.lon, item.lat]).setPopup(popup).addTo(map);
  // The library gives every marker the same name; each is called what it is.
  button.setAttribute("aria-label", item.detail ? `${item.title}: ${item.detail}` : item.title);
}

function card(item: Pick<MapItem, "title" | "href" | "detail">): HTMLElement {
  const box = document.createElement("div");
  const title = document.createElement(item.href ? "a" : "strong");
  title.textContent = item.title;
  if (item.href) (title as HTMLAnchorElement).href = item.href;
  box.append(title);
  if (item.detail) {
    const detail = document.createElement("div");
    detail.textContent = item.detail;
    detail.className = "quiet small";
    box.append(detail);
  }
  box.className = "map-card";
  return box;
}

function frame(library: Library, items: Items): InstanceType<Library["LngLatBounds"]> {
  const bounds = new library.LngLatBounds();
  for (const item of items) {
    if (item.area) for (const ring of item.area) for (const point of ring) bounds.extend(point);
    else bounds.extend([item.lon, item.lat]);
  }
  return bounds;
}

function answerPresses(library: Library, map: LibraryMap, placeUrl: string, layers: string[]): void {
  const drawn = (): string[] =>
    layers.flatMap((code) => [`data-${code}-point`, `data-${code}-area`, `data-${code}-edge`]).filter((id) => map.getLayer(id));
  map.on("click", (event: MapMouseEvent) => {
    const feature = map.queryRenderedFeatures(event.point, { layers: drawn() })[0];
    if (!feature) return;
    const { id } = feature.properties as { id: number };
    const language = document.documentElement.lang;
    const known = feature.properties as Record<string, string | undefined>;
    const title = known[`name_${language}`] ?? known.name_en ?? known.name_tr ?? known.name_fa ?? `#${id}`;
    new library.Popup({ maxWidth: "18rem" })
      .setLngLat(event.lngLat)
      .setDOMContent(card({ title, href: placeUrl.replace("/0/", `/${id}/`) }))
      .addTo(map);
  });
}
