// MapLibre draws each letter alone on a canvas that inherits the page's direction; in a right-to-left page the
// browser then mirrors brackets a second time. Must be set before the library is fetched.
const original = OffscreenCanvas.prototype.getContext as (...given: unknown[]) => unknown;

OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...given: unknown[]): unknown {
  const context = original.apply(this, given);
  if (given[0] === "2d" && context) (context as OffscreenCanvasRenderingContext2D).direction = "ltr";
  return context;
} as typeof OffscreenCanvas.prototype.getContext;

export {};
