// <case-map>: very many cases as points, drawn by one call of the graphics card; the list beneath says the same.
import "../../../base/ui/islands/map/ltr_canvas";
import { quietStyle } from "../../../base/ui/islands/map/style";
import type { Library, LibraryMap } from "../../../base/ui/islands/map/types";
import { PointLayer } from "./casemap/layer";
import { type Points, readPoints } from "./casemap/points";

const BASE = ["boundary", "parks", "water", "buildings", "neighbourhoods", "streets"];
const NEAR_PX = 14;

class CaseMap extends HTMLElement {
  connectedCallback(): void {
    if (document.createElement("canvas").getContext("webgl2") === null) return;
    this.#start().catch((fault: unknown) => {
      this.classList.remove("map-on");
      this.setAttribute("data-fault", String(fault));
    });
  }

  async #start(): Promise<void> {
    const folder = this.dataset.library ?? "";
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${folder}maplibre-gl.css` });
    document.head.append(sheet);
    // Both are asked for at once: the library is long in coming, and so are the points.
    const [library, points] = await Promise.all([
      import(`${folder}maplibre-gl.mjs`) as Promise<Library>,
      fetchPoints(this.dataset.points ?? ""),
    ]);
    const canvas = this.querySelector<HTMLElement>(".map-canvas");
    if (!canvas || !points.count) return;
    this.classList.add("map-on");
    const map = this.#draw(library, canvas, points);
    const layer = new PointLayer(points, () => this.setAttribute("data-painted", String(Math.round(performance.now()))));
    map.once("style.load", () => map.addLayer(layer));
    map.on("click", (event) => void this.#answer(library, map, points, event.point));
    map.once("idle", () => this.setAttribute("data-ready", ""));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      map.setStyle(this.#style());
      map.once("style.load", () => map.addLayer(layer));
    });
  }

  #draw(library: Library, container: HTMLElement, points: Points): LibraryMap {
    const map = new library.Map({
      container, style: this.#style(), bounds: points.bounds, fitBoundsOptions: { padding: 32, maxZoom: 16 }, maxZoom: 19,
      attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      fadeDuration: 0, locale: JSON.parse(this.dataset.words || "{}") as Record<string, string>,
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new library.NavigationControl({ showCompass: false }), document.dir === "rtl" ? "top-left" : "top-right");
    map.getCanvas().setAttribute("aria-label", this.dataset.label ?? "");
    return map;
  }

  #style(): ReturnType<typeof quietStyle> {
    return quietStyle({
      layers: [], base: BASE, tiles: this.dataset.tiles ?? "", fonts: this.dataset.fonts ?? "",
      language: document.documentElement.lang,
    });
  }

  /** Say which case was pressed, with a link to it. */
  async #answer(library: Library, map: LibraryMap, points: Points, at: { x: number; y: number }): Promise<void> {
    const nearest = points.nearest(map.unproject([at.x - NEAR_PX, at.y + NEAR_PX]), map.unproject([at.x + NEAR_PX, at.y - NEAR_PX]));
    if (nearest === null) return;
    const answer = await fetch((this.dataset.api ?? "").replace(/0$/, String(points.ids[nearest])));
    if (!answer.ok) return;
    const { code, title, address } = (await answer.json()) as { code: string; title: string; address: string };
    const box = document.createElement("div");
    box.className = "map-card";
    const link = Object.assign(document.createElement("a"), {
      href: (this.dataset.case ?? "").replace("/0/", `/${points.ids[nearest]}/`), textContent: title,
    });
    const detail = Object.assign(document.createElement("div"), { className: "quiet small", textContent: address });
    const mark = Object.assign(document.createElement("bdi"), { className: "small", textContent: code });
    box.append(link, detail, mark);
    new library.Popup({ maxWidth: "18rem" }).setLngLat([points.lons[nearest] ?? 0, points.lats[nearest] ?? 0]).setDOMContent(box).addTo(map);
  }
}

async function fetchPoints(address: string): Promise<Points> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`points: ${answer.status}`);
  return readPoints(await answer.arrayBuffer());
}

customElements.define("case-map", CaseMap);
