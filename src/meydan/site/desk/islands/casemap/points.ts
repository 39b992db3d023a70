// The columns that the server sends: how many, longitudes, latitudes, numbers of cases, states.
export interface Points {
  count: number;
  lons: Float32Array;
  lats: Float32Array;
  ids: Uint32Array;
  states: Uint8Array;
  bounds: [number, number, number, number];
  nearest(southWest: Corner, northEast: Corner): number | null;
}

interface Corner {
  lng: number;
  lat: number;
}

/** Read the columns where they lie; nothing is copied. */
export function readPoints(buffer: ArrayBuffer): Points {
  const count = new Uint32Array(buffer, 0, 1)[0] ?? 0;
  const lons = new Float32Array(buffer, 4, count);
  const lats = new Float32Array(buffer, 4 + 4 * count, count);
  return {
    count,
    lons,
    lats,
    ids: new Uint32Array(buffer, 4 + 8 * count, count),
    states: new Uint8Array(buffer, 4 + 12 * count, count),
    bounds: [least(lons), least(lats), most(lons), most(lats)],
    nearest: (southWest, northEast) => nearest(lons, lats, southWest, northEast),
  };
}

const least = (values: Float32Array): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** The point nearest to the middle of a box, if the box holds any. */
function nearest(lons: Float32Array, lats: Float32Array, southWest: Corner, northEast: Corner): number | null {
  const width = northEast.lng - southWest.lng;
  const height = northEast.lat - southWest.lat;
  let found: number | null = null;
  let best = 1;
  for (let i = 0; i < lons.length; i++) {
    const x = (2 * ((lons[i] ?? 0) - southWest.lng)) / width - 1;
    const y = (2 * ((lats[i] ?? 0) - southWest.lat)) / height - 1;
    const far = x * x + y * y;
    if (far < best) [found, best] = [i, far];
  }
  return found;
}
