// Bundles every island of every room and lays out fonts and the map library. Run by tools/build_frontend.py.
import { build } from "esbuild";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const source = resolve(here, "../src/meydan");
const modules = join(here, "node_modules");
const statics = join(source, "base/ui/static/ui");

const islands = globSync("*/*/islands/*.ts", { cwd: source }).sort();
const entries = Object.fromEntries(
  islands.map((file) => {
    const [, room, , name] = file.split(/[\\/]/);
    return [`${room}-${name.replace(/\.ts$/, "")}`, join(source, file)];
  }),
);

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function version(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
}

const built = fresh(join(statics, "built"));
await build({
  entryPoints: entries,
  outdir: built,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  // MapLibre finds its worker beside itself: bundled or renamed it would not.
  external: ["maplibre-gl"],
});

const fonts = fresh(join(statics, "fonts"));
for (const part of ["arabic", "latin", "latin-ext"]) {
  const file = `vazirmatn-${part}-wght-normal.woff2`;
  cpSync(join(modules, "@fontsource-variable/vazirmatn/files", file), join(fonts, file));
}
cpSync(join(modules, "@fontsource-variable/vazirmatn/LICENSE"), join(fonts, "LICENSE.txt"));

fresh(join(statics, "vendor"));
const maplibre = fresh(join(statics, "vendor", `maplibre-${version("maplibre-gl")}`));
for (const file of ["maplibre-gl.mjs", "maplibre-gl-shared.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"]) {
  // The map of the sources is not shipped, so the line that names it would only make a 404.
  const text = readFileSync(join(modules, "maplibre-gl/dist", file), "utf8");
  writeFileSync(join(maplibre, file), text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}
cpSync(join(modules, "maplibre-gl/LICENSE.txt"), join(maplibre, "LICENSE.txt"));

// The server sends a packed twin where one lies beside the file; the map library shrinks to a quarter.
for (const file of globSync("{built,vendor}/**/*.{js,mjs,css}", { cwd: statics })) {
  const bytes = readFileSync(join(statics, file));
  if (bytes.length > 1024) writeFileSync(join(statics, `${file}.gz`), gzipSync(bytes, { level: 9 }));
}

console.log(`islands: ${Object.keys(entries).join(", ")} -> ${relative(resolve(here, ".."), built)}`);
