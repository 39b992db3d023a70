// Items that are areas: drawn above the streets in the colour of their state, again whenever the style changes.
import type { GeoJSONSourceSpecification } from "maplibre-gl";
import type { Items } from "./items";
import type { LibraryMap } from "./types";

const SOURCE = "items";

/** Draw the outlines of the items that have any. */
export function drawAreas(map: LibraryMap, items: Items): void {
  if (!items.some((item) => item.area)) return;
  const source = sourceOf(items);
  const draw = (): void => {
    if (map.getSource(SOURCE)) return;
    map.addSource(SOURCE, source);
    // Below the names: an area must not hide what it is called.
    const names = map.getStyle().layers.find((layer) => layer.type === "symbol")?.id;
    map.addLayer({ id: "items-area", type: "fill", source: SOURCE, paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.22 } }, names);
    map.addLayer({ id: "items-edge", type: "line", source: SOURCE, paint: { "line-color": ["get", "colour"], "line-width": 2.5 } }, names);
  };
  map.on("style.load", draw);
  if (map.isStyleLoaded()) draw();
}

function sourceOf(items: Items): GeoJSONSourceSpecification {
  const features = items.flatMap((item) =>
    (item.area ?? []).map((ring) => ({
      type: "Feature" as const,
      properties: { colour: colourOf(item.state) },
      geometry: { type: "Polygon" as const, coordinates: [ring] },
    })),
  );
  return { type: "geojson", data: { type: "FeatureCollection", features } };
}

function colourOf(state: string | undefined): string {
  const style = getComputedStyle(document.documentElement);
  return style.getPropertyValue(`--${state ?? "accent"}`).trim();
}
