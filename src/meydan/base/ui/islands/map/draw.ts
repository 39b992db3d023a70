// Drawing areas: outlines by their corners, circles by middle and edge; what is drawn is written into a text box,
// which stays the thing that is sent, so that drawing and typing are two ways to one text.
import type { GeoJSONSource, GeoJSONSourceSpecification, MapMouseEvent } from "maplibre-gl";
import { apartKm, type Circle, lineOf, type Outline, type Point, readShapes, ringOf, type Shape } from "./lines";
import type { Library, LibraryMap } from "./types";

type Words = Record<string, string>;
type Data = Exclude<GeoJSONSourceSpecification["data"], string>;
type Way = "outline" | "circle";
const SOURCE = "drawn";
const LEAST_KM = 0.05;

/** Let people draw into the text box named by data-draw. */
export function startDrawing(library: Library, map: LibraryMap, host: HTMLElement, words: Words): void {
  const box = document.getElementById(host.dataset.draw ?? "");
  const canvas = host.querySelector(".map-canvas");
  if (box instanceof HTMLTextAreaElement && canvas) new Drawing(library, map, box, canvas, words);
}

class Drawing {
  #way: Way | undefined;
  #points: Point[] = [];
  readonly #said = document.createElement("p");
  readonly #buttons: Record<"outline" | "circle" | "middle" | "finish" | "back", HTMLButtonElement>;

  constructor(
    library: Library,
    private readonly map: LibraryMap,
    private readonly box: HTMLTextAreaElement,
    canvas: Element,
    private readonly words: Words,
  ) {
    this.#said.className = "hint";
    this.#said.setAttribute("role", "status");
    this.#buttons = {
      outline: this.#button("outline", () => this.#begin("outline")),
      circle: this.#button("circle", () => this.#begin("circle")),
      middle: this.#button("corner", () => this.#put([map.getCenter().lng, map.getCenter().lat])),
      finish: this.#button("finish", () => this.#keep({ ring: this.#points })),
      back: this.#button("back", () => this.#takeBack()),
    };
    const row = document.createElement("div");
    row.className = "row-of";
    row.append(...Object.values(this.#buttons));
    canvas.after(row, this.#said);
    map.on("click", (event: MapMouseEvent) => this.#put([event.lngLat.lng, event.lngLat.lat]));
    map.on("style.load", () => this.#show());
    box.addEventListener("input", () => this.#show());
    this.#show();
    this.#comeTo(library);
  }

  #begin(way: Way): void {
    this.#way = this.#way === way ? undefined : way;
    this.#points = [];
    this.#show();
  }

  #put(point: Point): void {
    if (!this.#way) return;
    this.#points.push(point);
    const [middle, edge] = this.#points;
    if (this.#way === "circle" && middle && edge) this.#keep({ middle, km: Math.max(LEAST_KM, apartKm(middle, edge)) });
    else this.#show();
  }

  #keep(shape: Outline | Circle): void {
    this.#write([...this.#lines(), lineOf(shape)]);
    this.#way = undefined;
    this.#points = [];
    this.#show(this.words.drawn);
    this.#buttons.outline.focus();
  }

  #takeBack(): void {
    if (this.#points.length) this.#points.pop();
    else this.#write(this.#lines().slice(0, -1));
    this.#show();
  }

  #lines(): string[] {
    return this.box.value.split("\n").filter((line) => line.trim());
  }

  #write(lines: string[]): void {
    this.box.value = lines.join("\n");
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #show(said?: string): void {
    const { outline, circle, middle, finish, back } = this.#buttons;
    press(outline, this.#way === "outline");
    press(circle, this.#way === "circle");
    middle.hidden = !this.#way;
    finish.hidden = this.#way !== "outline" || this.#points.length < 3;
    back.hidden = !this.#points.length && !this.#lines().length;
    this.#said.textContent = said ?? this.#next();
    this.#draw();
  }

  #next(): string {
    if (this.#way === "circle") return this.words[this.#points.length ? "edge" : "centre"] ?? "";
    if (this.#way === "outline") return this.words[this.#points.length < 3 ? "corners" : "enough"] ?? "";
    return this.words.begin ?? "";
  }

  #draw(): void {
    const source = this.map.getSource<GeoJSONSource>(SOURCE);
    if (source) source.setData(this.#features());
    else if (this.map.isStyleLoaded() || this.map.getStyle()) this.#lay();
  }

  #lay(): void {
    const style = getComputedStyle(document.documentElement);
    const colour = style.getPropertyValue("--bad").trim();
    this.map.addSource(SOURCE, { type: "geojson", data: this.#features() });
    // Below the names: an area must not hide what it is called.
    const names = this.map.getStyle().layers.find((layer) => layer.type === "symbol")?.id;
    this.map.addLayer({
      id: "drawn-area", type: "fill", source: SOURCE, filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colour, "fill-opacity": 0.22 },
    }, names);
    this.map.addLayer({ id: "drawn-edge", type: "line", source: SOURCE, paint: { "line-color": colour, "line-width": 2.5 } });
    this.map.addLayer({
      id: "drawn-point", type: "circle", source: SOURCE, filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-color": colour, "circle-radius": 6, "circle-stroke-color": style.getPropertyValue("--paper").trim(), "circle-stroke-width": 2 },
    });
  }

  #features(): Data {
    const feature = (type: string, coordinates: unknown): object => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
    const kept = readShapes(this.box.value).map((shape: Shape) => feature("Polygon", [ringOf(shape)]));
    const corners = this.#points.map((point) => feature("Point", point));
    const line = this.#points.length > 1 ? [feature("LineString", this.#points)] : [];
    return { type: "FeatureCollection", features: [...kept, ...line, ...corners] } as Data;
  }

  #comeTo(library: Library): void {
    const points = readShapes(this.box.value).flatMap(ringOf);
    if (!points.length) return;
    const bounds = new library.LngLatBounds();
    for (const point of points) bounds.extend(point);
    this.map.fitBounds(bounds, { padding: 56, maxZoom: 15, animate: false });
  }

  #button(word: string, act: () => void): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-secondary button-small";
    made.textContent = this.words[word] ?? "";
    made.addEventListener("click", act);
    return made;
  }
}

function press(button: HTMLButtonElement, isOn: boolean): void {
  button.setAttribute("aria-pressed", String(isOn));
  button.classList.toggle("button-secondary", !isOn);
  button.classList.toggle("button-primary", isOn);
}
