// Drawing a sketch or a signature: what is drawn becomes a picture in the file box, so the server sees one way alone.
const INK_WIDTH_PX = 2.5;

function offer(box: HTMLInputElement): void {
  const host = document.createElement("div");
  host.className = "draw";
  const canvas = document.createElement("canvas");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "button button-secondary button-small";
  clear.textContent = document.querySelector<HTMLElement>("[data-draw-clear]")?.dataset.drawClear ?? "×";
  host.append(canvas, clear);
  box.before(host);
  // Read by eye alone: who cannot draw here adds a picture, or writes a name.
  canvas.setAttribute("aria-hidden", "true");
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const wipe = (): void => {
    const scale = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    pen.scale(scale, scale);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    pen.lineWidth = INK_WIDTH_PX;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#16233b";
  };
  wipe();
  let isDown = false;
  const at = (event: PointerEvent): [number, number] => [event.offsetX, event.offsetY];
  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    isDown = false;
    put(box, picture(canvas));
  });
  clear.addEventListener("click", () => {
    wipe();
    put(box, null);
  });
}

/** At once, not when the browser finds the time: the form may be sent the next moment. */
function picture(canvas: HTMLCanvasElement): Blob {
  const letters = atob(canvas.toDataURL("image/png").split(",")[1] ?? "");
  return new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], { type: "image/png" });
}

function put(box: HTMLInputElement, drawn: Blob | null): void {
  const files = new DataTransfer();
  if (drawn) files.items.add(new File([drawn], "drawn.png", { type: "image/png" }));
  box.files = files.files;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

for (const box of document.querySelectorAll<HTMLInputElement>("input[type=file][data-sketch]")) offer(box);

export {};
