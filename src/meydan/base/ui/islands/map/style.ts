// The quiet style: stone land, white streets, labels in the reader's language, data in the accent.
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";

export interface StyleWish {
  layers: string[];
  base: string[];
  tiles: string;
  fonts: string;
  language: string;
}

type Paints = Record<"land" | "street" | "line" | "edge" | "ink" | "paper" | "accent" | "water" | "park" | "building", string>;

/** Build the style from the page's own colours, so that day and night are told once. */
export function quietStyle(wish: StyleWish): StyleSpecification {
  const paint = paints();
  const codes = [...new Set([...wish.base, ...wish.layers])];
  const data = wish.layers.filter((code) => !wish.base.includes(code));
  return {
    version: 8,
    sources: {
      city: {
        type: "vector",
        tiles: [new URL(wish.tiles.replace("LAYERS", codes.join(",")), location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}")],
        minzoom: 6,
        maxzoom: 16,
      },
    },
    "font-faces": fontFaces(wish.fonts),
    layers: [
      { id: "land", type: "background", paint: { "background-color": paint.land } },
      ...wish.base.flatMap((code) => ground(code, paint)),
      ...data.flatMap((code) => overlay(code, paint)),
      ...wish.base.flatMap((code) => names(code, wish.language, paint, 0)),
      ...data.flatMap((code) => names(code, wish.language, paint, 1)),
    ],
  } as StyleSpecification;
}

function paints(): Paints {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    land: read("land"), street: read("street"), line: read("line"), edge: read("edge"), ink: read("ink"),
    paper: read("paper"), accent: read("accent"), water: read("water"), park: read("park"), building: read("building"),
  };
}

function fontFaces(folder: string): Record<string, unknown[]> {
  const face = (part: string, ranges?: string[]): unknown => ({
    url: new URL(`${folder}vazirmatn-${part}-wght-normal.woff2`, location.href).href,
    ...(ranges ? { "unicode-range": ranges } : {}),
  });
  return {
    Vazirmatn: [
      face("arabic", ["U+0600-06FF", "U+200C-200E", "U+FB50-FDFF", "U+FE70-FEFC"]),
      face("latin-ext", ["U+0100-0130", "U+0132-0151", "U+0154-02BA"]),
      face("latin"),
    ],
  };
}

const ofKind = (kind: string): unknown => ["==", ["geometry-type"], kind];

function layer(id: string, code: string, type: string, rest: Record<string, unknown>): LayerSpecification {
  return { id, type, source: "city", "source-layer": code, ...rest } as unknown as LayerSpecification;
}

function ground(code: string, paint: Paints): LayerSpecification[] {
  switch (code) {
    case "streets":
      return [
        layer("streets-edge", code, "line", {
          minzoom: 13,
          layout: { "line-cap": "round", "line-join": "round" },
          paint: { "line-color": paint.line, "line-width": grow(1.5, 10), "line-opacity": 0.8 },
        }),
        layer("streets", code, "line", {
          layout: { "line-cap": "round", "line-join": "round" },
          paint: { "line-color": paint.street, "line-width": grow(0.8, 8) },
        }),
      ];
    case "water":
      return [
        layer("water", code, "fill", { filter: ofKind("Polygon"), paint: { "fill-color": paint.water } }),
        layer("water-line", code, "line", { filter: ofKind("LineString"), paint: { "line-color": paint.water, "line-width": grow(1, 5) } }),
      ];
    case "parks":
      return [layer("parks", code, "fill", { filter: ofKind("Polygon"), paint: { "fill-color": paint.park } })];
    case "buildings":
      return [layer("buildings", code, "fill", { minzoom: 14, filter: ofKind("Polygon"), paint: { "fill-color": paint.building } })];
    case "boundary":
      return [layer("boundary", code, "line", { paint: { "line-color": paint.edge, "line-width": 1.5, "line-dasharray": [4, 3] } })];
    case "neighbourhoods":
      return [
        layer("neighbourhoods", code, "line", {
          minzoom: 12,
          filter: ofKind("Polygon"),
          paint: { "line-color": paint.edge, "line-width": 0.75, "line-dasharray": [2, 3] },
        }),
      ];
    default:
      return [];
  }
}

function overlay(code: string, paint: Paints): LayerSpecification[] {
  return [
    layer(`data-${code}-area`, code, "fill", { filter: ofKind("Polygon"), paint: { "fill-color": paint.accent, "fill-opacity": 0.22 } }),
    layer(`data-${code}-edge`, code, "line", { filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": paint.accent, "line-width": 2 } }),
    layer(`data-${code}-point`, code, "circle", {
      filter: ofKind("Point"),
      paint: {
        "circle-color": paint.accent,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 3, 16, 7],
        "circle-stroke-color": paint.paper,
        "circle-stroke-width": 2,
      },
    }),
  ];
}

const NAMED: Record<string, number> = { streets: 14, neighbourhoods: 11.5, water: 13, parks: 14.5 };

function names(code: string, language: string, paint: Paints, isData: 0 | 1): LayerSpecification[] {
  const from = isData ? 14 : NAMED[code];
  if (from === undefined) return [];
  const along = code === "streets";
  return [
    layer(`${code}-name`, code, "symbol", {
      minzoom: from,
      layout: {
        "text-field": ["coalesce", ["get", `name_${language}`], ["get", "name_en"], ["get", "name_tr"], ["get", "name_fa"], ""],
        "text-font": ["Vazirmatn"],
        "text-size": code === "neighbourhoods" ? 14 : 12.5,
        "text-max-width": 9,
        "symbol-placement": along ? "line" : "point",
        "symbol-sort-key": ["coalesce", ["get", "rank"], 0],
        ...(isData ? { "text-offset": [0, 1.1], "text-anchor": "top", "text-optional": true } : {}),
      },
      paint: { "text-color": paint.ink, "text-halo-color": paint.land, "text-halo-width": 1.6 },
    }),
  ];
}

function grow(small: number, large: number): unknown {
  return ["interpolate", ["exponential", 1.5], ["zoom"], 11, small, 17, large];
}
