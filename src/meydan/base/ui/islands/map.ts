// <meydan-map>: upgrades an equal list to a map when it comes into view; the library is fetched only then.
import { drawAreas } from "./map/areas";
import { startDrawing } from "./map/draw";
import { type Items, type MapItem, markersOf } from "./map/items";
import "./map/ltr_canvas";
import { startPicking } from "./map/pick";
import { quietStyle } from "./map/style";
import type { Library, LibraryMap } from "./map/types";
import { startLegend } from "./map/legend";

type Words = Record<string, string>;

class MeydanMap extends HTMLElement {
  #started = false;

  connectedCallback(): void {
    if (!canDraw()) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting) || this.#started) return;
        this.#started = true;
        watcher.disconnect();
        this.#start().catch((fault: unknown) => this.#giveUp(fault));
      },
      { rootMargin: "200px" },
    );
    watcher.observe(this);
  }

  async #start(): Promise<void> {
    const folder = this.dataset.library ?? "";
    addStylesheet(`${folder}maplibre-gl.css`);
    const library = (await import(`${folder}maplibre-gl.mjs`)) as Library;
    const canvas = this.querySelector<HTMLElement>(".map-canvas");
    if (!canvas) return;
    this.classList.add("map-on");
    const map = this.#draw(library, canvas);
    map.on("error", () => this.setAttribute("data-fault", ""));
    map.once("idle", () => this.setAttribute("data-ready", ""));
    this.#furnish(library, map);
  }

  #draw(library: Library, canvas: HTMLElement): LibraryMap {
    const words = this.#words();
    const map = new library.Map({
      container: canvas,
      style: this.#style(),
      center: [Number(this.dataset.lon ?? 0), Number(this.dataset.lat ?? 0)],
      zoom: Number(this.dataset.zoom ?? 13),
      maxZoom: 19,
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: calm() ? 0 : 200,
      locale: words,
    });
    map.touchZoomRotate.disableRotation();
    const corner = document.dir === "rtl" ? "top-left" : "top-right";
    map.addControl(new library.NavigationControl({ showCompass: false }), corner);
    const surface = map.getCanvas();
    surface.setAttribute("aria-label", this.dataset.label ?? "");
    surface.setAttribute("role", "application");
    return map;
  }

  #furnish(library: Library, map: LibraryMap): void {
    const items = this.#items();
    drawAreas(map, items);
    const only = items.length === 1 ? items[0] : undefined;
    if (only && !this.dataset.lon) map.setCenter([only.lon, only.lat]);
    markersOf(library, map, items, this.dataset.placeUrl ?? "", this.#layers());
    if (this.dataset.pick) startPicking(library, map, this, this.#words());
    if (this.dataset.draw) startDrawing(library, map, this, this.#words());
    startLegend(map, this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(this.#style()));
  }

  #style(): ReturnType<typeof quietStyle> {
    return quietStyle({
      layers: this.#layers(),
      base: (this.dataset.base ?? "").split(",").filter(Boolean),
      tiles: this.dataset.tiles ?? "",
      fonts: this.dataset.fonts ?? "",
      language: document.documentElement.lang,
    });
  }

  #layers(): string[] {
    return (this.dataset.layers ?? "").split(",").map((code) => code.trim()).filter(Boolean);
  }

  #items(): Items {
    const block = document.getElementById(this.dataset.items ?? "");
    return JSON.parse(block?.textContent || "[]") as MapItem[];
  }

  #words(): Words {
    return JSON.parse(this.dataset.words || "{}") as Words;
  }

  #giveUp(fault: unknown): void {
    // The list below says the same; a broken map must not stand in its way.
    this.classList.remove("map-on");
    this.setAttribute("data-fault", String(fault));
  }
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function canDraw(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

function addStylesheet(href: string): void {
  if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}

customElements.define("meydan-map", MeydanMap);
