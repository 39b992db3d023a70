// A layer of the map that draws all points in one call.
import type { CustomLayerInterface, CustomRenderMethodInput } from "maplibre-gl";
import type { Points } from "./points";

const VERTEX = `#version 300 es
uniform mat4 u_matrix; uniform float u_size;
in vec2 a_at; in float a_state; out float v_state;
void main() { gl_Position = u_matrix * vec4(a_at, 0.0, 1.0); gl_PointSize = u_size; v_state = a_state; }`;
const FRAGMENT = `#version 300 es
precision mediump float;
uniform vec3 u_colors[4]; uniform vec3 u_edge; in float v_state; out vec4 color;
void main() {
  float r = length(gl_PointCoord - 0.5) * 2.0;
  if (r > 1.0) discard;
  color = vec4(r > 0.72 ? u_edge : u_colors[int(v_state + 0.5)], 1.0);
}`;
const STATES = ["good", "watch", "bad", "stale"];

export class PointLayer implements CustomLayerInterface {
  readonly id = "cases";
  readonly type = "custom" as const;
  #program: WebGLProgram | null = null;
  #array: WebGLVertexArrayObject | null = null;
  #origin: [number, number] = [0, 0];
  #painted = false;

  constructor(
    private readonly points: Points,
    private readonly onPainted: () => void,
  ) {}

  onAdd(_map: unknown, gl: WebGL2RenderingContext | WebGLRenderingContext): void {
    const gl2 = gl as WebGL2RenderingContext;
    const program = link(gl2);
    this.#program = program;
    this.#array = gl2.createVertexArray();
    gl2.bindVertexArray(this.#array);
    fill(gl2, gl2.getAttribLocation(program, "a_at"), this.#places(), 2, gl2.FLOAT);
    fill(gl2, gl2.getAttribLocation(program, "a_state"), this.points.states, 1, gl2.UNSIGNED_BYTE);
    gl2.bindVertexArray(null);
    gl2.useProgram(program);
    const style = getComputedStyle(document.documentElement);
    gl2.uniform3fv(gl2.getUniformLocation(program, "u_colors"), STATES.flatMap((name) => channels(style, `--${name}`)));
    gl2.uniform3fv(gl2.getUniformLocation(program, "u_edge"), channels(style, "--paper"));
  }

  /** Mercator places counted from the middle of all, for a float holds no street of a whole world. */
  #places(): Float32Array {
    const { count, lons, lats, bounds } = this.points;
    const [x0, y0] = mercator((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2);
    this.#origin = [x0, y0];
    const places = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      const [x, y] = mercator(lons[i] ?? 0, lats[i] ?? 0);
      places[2 * i] = x - x0;
      places[2 * i + 1] = y - y0;
    }
    return places;
  }

  render(gl: WebGL2RenderingContext | WebGLRenderingContext, input: CustomRenderMethodInput): void {
    const gl2 = gl as WebGL2RenderingContext;
    if (!this.#program) return;
    gl2.useProgram(this.#program);
    gl2.bindVertexArray(this.#array);
    const matrix = moved(input.defaultProjectionData.mainMatrix as ArrayLike<number>, this.#origin);
    gl2.uniformMatrix4fv(gl2.getUniformLocation(this.#program, "u_matrix"), false, matrix);
    gl2.uniform1f(gl2.getUniformLocation(this.#program, "u_size"), devicePixelRatio * (this.points.count > 5000 ? 6 : 10));
    gl2.drawArrays(gl2.POINTS, 0, this.points.count);
    gl2.bindVertexArray(null);
    if (!this.#painted) requestAnimationFrame(this.onPainted);
    this.#painted = true;
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error("no shader");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "no program");
  return program;
}

function fill(gl: WebGL2RenderingContext, where: number, values: Float32Array | Uint8Array, size: number, kind: number): void {
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(where);
  gl.vertexAttribPointer(where, size, kind, false, 0, 0);
}

function mercator(lon: number, lat: number): [number, number] {
  const y = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return [(lon + 180) / 360, (1 - y / Math.PI) / 2];
}

/** The matrix after a move by the origin; multiplied in doubles. */
function moved(m: ArrayLike<number>, [x, y]: [number, number]): Float32Array {
  const out = Float32Array.from(m);
  for (let row = 0; row < 4; row++) out[12 + row] = (m[row] ?? 0) * x + (m[4 + row] ?? 0) * y + (m[12 + row] ?? 0);
  return out;
}

/** A color of the page as three numbers from 0 to 1. */
function channels(style: CSSStyleDeclaration, name: string): number[] {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return [0, 0, 0];
  pen.fillStyle = style.getPropertyValue(name).trim() || "#000";
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((value) => value / 255);
}
