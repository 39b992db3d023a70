// The library is fetched by address, so only its types are imported.
import type { Map as LibraryMapClass } from "maplibre-gl";

export type Library = typeof import("maplibre-gl");
export type LibraryMap = LibraryMapClass;
