// Shapes as people type them, one a line, latitude first: "40.46,39.47 40.46,39.49 40.47,39.48" is an outline,
// "40.46,39.48 2" a circle of 2 km.
export type Point = [lon: number, lat: number];
export interface Outline {
  ring: Point[];
}
export interface Circle {
  middle: Point;
  km: number;
}
export type Shape = Outline | Circle;

// What keyboards of the languages put for digits, a comma and a decimal mark.
const MARKS: Record<string, string> = { "،": ",", "٬": ",", "٫": "." };
const EARTH_KM = 6371.0088; // mean radius, IUGG
const CORNERS = 64;

/** The shapes of a text; lines that cannot be read are left out, for the server says what is wrong with them. */
export function readShapes(text: string): Shape[] {
  return latin(text).split("\n").flatMap((line) => shapeOf(line.trim().split(/\s+/)) ?? []);
}

function latin(text: string): string {
  return text
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[،٬٫]/g, (mark) => MARKS[mark] ?? mark);
}

function shapeOf(words: string[]): Shape | undefined {
  const last = words.at(-1) ?? "";
  const points = (words.length === 2 && !last.includes(",") ? words.slice(0, 1) : words).map(pointOf);
  if (points.some((point) => point === undefined)) return undefined;
  const known = points as Point[];
  if (known.length === 1 && words.length === 2) return Number(last) > 0 ? { middle: known[0]!, km: Number(last) } : undefined;
  return known.length >= 3 ? { ring: known } : undefined;
}

function pointOf(word: string): Point | undefined {
  const [lat, lon, more] = word.split(",").map(Number);
  return more === undefined && Number.isFinite(lat) && Number.isFinite(lon) ? [lon!, lat!] : undefined;
}

/** A shape as a line of text. */
export function lineOf(shape: Shape): string {
  if ("ring" in shape) return shape.ring.map(written).join(" ");
  return `${written(shape.middle)} ${shape.km.toFixed(2).replace(/\.?0+$/, "")}`;
}

function written([lon, lat]: Point): string {
  return `${lat.toFixed(5)},${lon.toFixed(5)}`;
}

/** A closed ring around a shape, to be filled. */
export function ringOf(shape: Shape): Point[] {
  if ("ring" in shape) return [...shape.ring, shape.ring[0]!];
  const [lon, lat] = shape.middle;
  const reach = (shape.km / EARTH_KM) * (180 / Math.PI);
  return Array.from({ length: CORNERS + 1 }, (_, corner): Point => {
    const turn = (2 * Math.PI * corner) / CORNERS;
    return [lon + (reach * Math.sin(turn)) / Math.cos((lat * Math.PI) / 180), lat + reach * Math.cos(turn)];
  });
}

/** How far two points are apart on the ground [km], by the haversine. */
export function apartKm([lon1, lat1]: Point, [lon2, lat2]: Point): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2;
  const chord = half(lat2 - lat1) + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * half(lon2 - lon1);
  return 2 * EARTH_KM * Math.asin(Math.sqrt(chord));
}
